/** A case in myelin. */
import {
  constraints, input, layers, losses, metrics, model, optimizers, regularizers, schedules, sequential, tensor, type Data, type Layer,
  type Model, type SymbolicTensor, type Tensor,
} from '../../src/index.ts';
import { isPart, type Answer, type Case, type Part, type Values } from './case.ts';

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

function build({ input: of, calls, sequential: inRow }: Case): { net: Model; parts: readonly Layer[] } {
  const parts = calls.map(({ layer }) => layerOf(layer));
  if (inRow) return { net: sequential([layers.inputLayer(of), ...parts]), parts };
  const symbols = [input(of)];
  calls.forEach(({ on }, i) => {
    const given = on.map((at) => symbols[at + 1]!);
    symbols.push(parts[i]!.apply<SymbolicTensor>(given.length === 1 ? given[0]! : given));
  });
  return { net: model({ inputs: symbols[0]!, outputs: symbols.at(-1)! }) as unknown as Model, parts };
}

/** Trains the case and tells all that came of it. @throws what myelin throws */
export async function runOurs(drawn: Case): Promise<Answer> {
  const { net, parts } = build(drawn);
  try {
    const [x, y] = [valuesOf(drawn.x), valuesOf(drawn.y)];
    const weights = (): (readonly [string, Float32Array])[] =>
      parts.flatMap((p, i) =>
        p.weights.map((w, j) => [`${i} ${drawn.calls[i]!.layer.kind} ${j}`, Float32Array.from(w.read() as Float32Array)] as const),
      );
    void net.outputs;
    parts.forEach((p, i) => p.weights.forEach((w, j) => w.assign(valuesOf(drawn.weights[i]![j]!))));
    const measures = (list: readonly Part[], prefix: string): never[] =>
      list.map(({ kind, config }, i) => made(metrics, { kind, config: { ...config, name: `${prefix}${i}` } }) as never);
    net.compile({
      optimizer: made(optimizers, drawn.optimizer) as never, loss: made(losses, drawn.loss) as never,
      metrics: measures(drawn.metrics, 'm'), weightedMetrics: measures(drawn.weightedMetrics, 'w'),
    });
    const answer = new Map<string, ArrayLike<number>>([['predictions before', ((await net.predict(x)) as Tensor).data]]);
    const { validation, sampleWeight, fit } = drawn;
    const { history } = await net.fit(x, y, {
      ...fit, shuffle: false, verbose: 0,
      ...(sampleWeight === undefined ? {} : { sampleWeight: valuesOf(sampleWeight) }),
      ...(validation === undefined ? {} : { validationData: validation.map(valuesOf) as unknown as [Data, Data] }),
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
    answer.set('predictions after', ((await net.predict(x)) as Tensor).data);
    return answer;
  } finally {
    net.dispose();
  }
}

/** Figures by name, those of training first, so that both libraries have one order. */
const inOrder = (logs: object): [string, unknown][] =>
  Object.entries(logs).toSorted(([a], [b]) => Number(a.startsWith('val')) - Number(b.startsWith('val')) || (a < b ? -1 : 1));
