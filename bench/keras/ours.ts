/** A case in myelin. */
import {
  constraints, input, layers, losses, metrics, model, optimizers, regularizers, schedules, sequential, tensor, type Data, type Layer,
  type Model, type SymbolicTensor, type Tensor,
} from '../../src/index.ts';
import { isGraph, isPart, type Answer, type Call, type Case, type Graph, type Part, type Rows, type Values } from './case.ts';

type Made = (config: Record<string, unknown>) => unknown;
const named = (family: object, kind: string): Made => {
  const found = (family as Record<string, Made>)[kind];
  if (found === undefined) throw new Error(`there is no ${kind}`);
  return found;
};

/** Parts within options are of these families. */
const INNER: object = { ...constraints, ...regularizers, ...schedules, ...optimizers };

const made = (family: object, { kind, config }: Part): unknown =>
  named(family, kind)(Object.fromEntries(Object.entries(config).map(([k, v]) => [k, isPart(v) ? made(INNER, v) : v])));

export const layerOf = (part: Part): Layer => made(layers, part) as Layer;

const valuesOf = ({ dtype, shape, data }: Values): Tensor =>
  dtype === 'int32' ? tensor(Int32Array.from(data), [...shape]) : tensor(Float32Array.from(data), [...shape]);

/** A layer of a case, with its kind and the weights that it begins with. */
interface Leaf {
  readonly kind: string;
  readonly layer: Layer;
  readonly begins: readonly Values[];
}

/** Makes a model, and adds the layers in it to the list.
 *  @param outermost  whether the inputs have names */
function build({ inputs, calls, outputs, sequential: inRow, trainable }: Graph, leaves: Leaf[], outermost: boolean): Model {
  const symbols = inputs.map((of, i) => input(outermost ? { ...of, name: `in${i}` } : of));
  const parts: Layer[] = [];
  const [first] = symbols;
  for (const { layer, on, weights } of calls) {
    const part = partOf(layer, parts, weights ?? [], leaves);
    parts.push(part);
    const given = on.map((at) => symbols[at]!);
    if (!inRow) symbols.push(part.apply<SymbolicTensor>(given.length === 1 ? given[0]! : given));
  }
  const alone = <T>(list: readonly T[]): T | readonly T[] => (list.length === 1 ? list[0]! : list);
  const [starts, ends] = [symbols.slice(0, inputs.length), outputs.map((at) => symbols[at]!)];
  const net = inRow ? sequential([first!, ...parts]) : (model({ inputs: alone(starts), outputs: alone(ends) }) as Model);
  if (!trainable) net.trainable = false;
  return net;
}

function partOf(layer: Call['layer'], parts: readonly Layer[], begins: readonly Values[], leaves: Leaf[]): Layer {
  if (typeof layer === 'number') return parts[layer]!;
  if (isGraph(layer)) return build(layer, leaves, false) as unknown as Layer;
  const made = layerOf(layer);
  leaves.push({ kind: layer.kind, layer: made, begins });
  return made;
}

/** What is given for each input or output: alone, by position or by name. */
function placed<T>(list: readonly T[], place: 'in' | 'out', byName: boolean): T | readonly T[] | Readonly<Record<string, T>> {
  if (byName) return Object.fromEntries(list.map((value, i) => [`${place}${i}`, value]));
  return list.length === 1 ? list[0]! : list;
}

function compiled({ outputs, oneLoss, byName, optimizer }: Case): object {
  const measures = (list: readonly Part[], prefix: string): unknown[] =>
    list.map(({ kind, config }, i) => made(metrics, { kind, config: { ...config, name: `${prefix}${i}` } }));
  const each = <T>(list: readonly T[]): unknown => placed(list, 'out', byName.compile);
  const lossesMade = outputs.map(({ loss }) => (loss === undefined ? null : made(losses, loss)));
  const factors = outputs.map(({ lossWeight }) => lossWeight);
  return {
    optimizer: made(optimizers, optimizer), loss: oneLoss ? lossesMade[0] : each(lossesMade),
    ...(factors[0] === undefined ? {} : { lossWeights: byName.compile ? each(factors) : factors }),
    metrics: each(outputs.map((o) => measures(o.metrics, 'm'))),
    weightedMetrics: each(outputs.map((o) => measures(o.weightedMetrics, 'w'))),
  };
}

/** Trains the case and tells all that came of it. @throws what myelin throws */
export async function runOurs(drawn: Case): Promise<Answer> {
  const leaves: Leaf[] = [];
  const net = build(drawn.graph, leaves, true);
  try {
    const give = (list: readonly Values[], place: 'in' | 'out'): Data => placed(list.map(valuesOf), place, drawn.byName.data) as Data;
    const weigh = ({ sampleWeight }: Rows): Data | undefined =>
      sampleWeight && (sampleWeight.length === drawn.outputs.length ? give(sampleWeight, 'out') : valuesOf(sampleWeight[0]!));
    const weights = (): (readonly [string, Float32Array])[] =>
      leaves.flatMap(({ kind, layer }, i) =>
        layer.weights.map((w, j) => [`${i} ${kind} ${j}`, Float32Array.from(w.read() as Float32Array)] as const),
      );
    void net.outputs;
    for (const { layer, begins } of leaves) layer.weights.forEach((w, j) => w.assign(valuesOf(begins[j]!)));
    net.compile(compiled(drawn));
    const x = give(drawn.rows.x, 'in');
    const answer = new Map<string, ArrayLike<number>>();
    const predict = async (when: string): Promise<void> => {
      const predictions = [await net.predict(x as never)].flat() as Tensor[];
      predictions.forEach(({ data }, i) => answer.set(`predictions ${i} ${when}`, data));
    };
    await predict('before');
    const { rows, validation, fit } = drawn;
    const [sampleWeight, others] = [weigh(rows), validation && weigh(validation)];
    const { history } = await net.fit(x as never, give(rows.y, 'out'), {
      ...fit, shuffle: false, verbose: 0, ...(sampleWeight === undefined ? {} : { sampleWeight }),
      ...(validation === undefined
        ? {}
        : { validationData: [give(validation.x, 'in'), give(validation.y, 'out'), ...(others === undefined ? [] : [others])] as never }),
      callbacks: [
        {
          onEpochEnd(epoch, logs) {
            for (const [name, value] of inOrder(logs)) answer.set(`epoch ${epoch} ${name}`, [value].flat() as number[]);
            for (const [name, value] of weights()) answer.set(`epoch ${epoch} weights ${name}`, value);
          },
        },
      ],
    });
    answer.set('epochs', [history['loss']!.length]);
    for (const [name, value] of weights()) answer.set(`weights after ${name}`, value);
    await predict('after');
    return answer;
  } finally {
    net.dispose();
  }
}

/** Figures by name, those of training first, so that both libraries have one order. */
const inOrder = (logs: object): [string, unknown][] =>
  Object.entries(logs).toSorted(([a], [b]) => Number(a.startsWith('val')) - Number(b.startsWith('val')) || (a < b ? -1 : 1));
