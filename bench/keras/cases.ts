/** Draws a case from its seed. */
import { input, type SymbolicTensor, type Layer } from '../../src/index.ts';
import { sizeOf, type Call, type Case, type Values } from './case.ts';
import { Draw } from './draw.ts';
import { drawLayer, embedding, part } from './layers.ts';
import { drawOptimizer } from './optimizers.ts';
import { layerOf } from './ours.ts';
import { drawMetrics, drawTargets, drawTask } from './tasks.ts';

/** Samples that are larger are not led on into another layer. */
const LARGEST = 60;

/** Calls of layers as they are drawn; myelin's own layers tell the shapes that they give. */
class Net {
  readonly calls: Call[] = [];
  readonly layers: Layer[] = [];
  readonly #symbols: SymbolicTensor[];

  constructor(of: Case['input']) {
    this.#symbols = [input(of)];
  }

  shape(at: number): readonly number[] {
    return this.#symbols[at + 1]!.shape.slice(1) as number[];
  }

  call(layer: Call['layer'], on: readonly number[]): number {
    const made = layerOf(layer);
    const given = on.map((at) => this.#symbols[at + 1]!);
    const result = made.apply<SymbolicTensor>(given.length === 1 ? given[0]! : given);
    this.calls.push({ layer, on });
    this.layers.push(made);
    return this.#symbols.push(result) - 2;
  }
}

function chain(draw: Draw, net: Net, from: number, most: number): number {
  let at = from;
  for (let n = draw.whole(0, most); n > 0 && sizeOf(net.shape(at)) <= LARGEST; n--) at = net.call(drawLayer(draw, net.shape(at)), [at]);
  return at;
}

/** Two ways from one place that meet again: by their sum, if they come to the same shape, or beside one another. */
function branches(draw: Draw, net: Net, from: number): number {
  const [a, b] = [chain(draw, net, from, 2), chain(draw, net, from, 2)];
  const [shapeA, shapeB] = [net.shape(a), net.shape(b)];
  const [others, others2] = [shapeA, shapeB].map((s) => s.slice(0, -1).join());
  if (shapeA.join() === shapeB.join() && draw.chance(0.6)) return net.call(part('add'), [a, b]);
  if (others === others2) return net.call(part('concatenate', draw.some({ axis: () => -1 })), [a, b]);
  const flat = [a, b].map((at) => net.call(part('flatten'), [at]));
  return net.call(part('concatenate'), flat);
}

/** Input values; now and then steps of a sample are 0, as masks hide. */
function drawInput(draw: Draw, of: Case['input'], rows: number, words: number): Values {
  const shape = [rows, ...of.shape];
  const width = shape.at(-1)!;
  if (of.dtype === 'int32') return { dtype: 'int32', shape, data: Array.from({ length: sizeOf(shape) }, () => draw.whole(0, words - 1)) };
  const steps = Array.from({ length: sizeOf(shape) / width }, () => {
    const hidden = of.shape.length > 1 && draw.chance(0.2);
    return Array.from({ length: width }, () => (hidden ? 0 : Math.fround(draw.normal())));
  });
  return { dtype: 'float32', shape, data: steps.flat() };
}

const weights = (draw: Draw, shape: readonly number[]): Values => ({
  dtype: 'float32', shape, data: Array.from({ length: sizeOf(shape) }, () => draw.pick([0.5, 1, 2, 0, 1.5])),
});

export function drawCase(seed: number): Case {
  const draw = new Draw(seed);
  const task = drawTask(draw);
  const whole = draw.chance(0.2);
  const words = draw.whole(3, 7);
  const of: Case['input'] = {
    dtype: whole ? 'int32' : 'float32', shape: Array.from({ length: whole ? 1 : draw.pick([1, 1, 2, 2, 3]) }, () => draw.whole(2, 5)),
  };
  const net = new Net(of);
  let at = whole ? net.call(embedding(draw, words), [-1]) : -1;
  at = chain(draw, net, at, 3);
  const sequential = draw.chance(0.5);
  if (!sequential) at = chain(draw, net, branches(draw, net, at), 2);
  if (task.rank === 1 && net.shape(at).length > 1) at = net.call(part('flatten'), [at]);
  const short = task.rank === 2 && (net.shape(at).length !== 2 || net.shape(at)[0]! < 3);
  // Labels need steps enough.
  if (short) {
    const wide = net.call(part('dense', { units: 12 }), [net.call(part('flatten'), [at])]);
    at = net.call(part('reshape', { targetShape: [4, 3] }), [wide]);
  }
  at = net.call(part('dense', { units: task.width, ...(task.head === 'linear' ? {} : { activation: task.head }) }), [at]);
  const rank = net.shape(at).length;
  const rows = draw.whole(6, 24);
  const data = (count: number): readonly [Values, Values] => [
    drawInput(draw, of, count, words), drawTargets(draw, task, [count, ...net.shape(at)]),
  ];
  const [x, y] = data(rows);
  const classes = (task.targets === 'classes' || task.targets === 'oneHot') && rank === 1;
  const weighting = draw.pick(['none', 'none', 'rows', 'rows', 'steps', 'classes'] as const);
  const steps = weighting === 'steps' && rank === 2 && task.targets !== 'texts';
  const shape = steps ? [net.shape(at)[0]!] : [];
  // Keras does not spread the weights of rows over steps.
  const weighted = (weighting === 'rows' && (rank === 1 || task.targets === 'texts')) || steps;
  const validation = draw.pick(['none', 'split', 'data'] as const);
  const other = draw.whole(3, 8);
  return {
    input: of, calls: net.calls, sequential, optimizer: drawOptimizer(draw), loss: task.loss,
    metrics: drawMetrics(draw, task, rank), weightedMetrics: draw.chance(0.3) ? drawMetrics(draw, task, rank) : [], x, y,
    ...(weighted ? { sampleWeight: weights(draw, [rows, ...shape]) } : {}),
    ...(validation === 'data' ? { validation: [...data(other), ...(weighted ? [weights(draw, [other, ...shape])] : [])] } : {}),
    fit: {
      epochs: 3, batchSize: draw.whole(2, 8), ...(validation === 'split' ? { validationSplit: 0.25 } : {}),
      ...(weighting === 'classes' && classes ? { classWeight: { 0: 0.5, [task.width - 1]: 2 } } : {}),
    },
    weights: net.layers.map((l) => l.weights.map((w) => drawWeight(draw, w.name, w.shape))),
  };
}

function drawWeight(draw: Draw, name: string, shape: readonly number[]): Values {
  const variance = /variance$/i.test(name);
  const gamma = name.endsWith('gamma');
  const value = (): number => (variance ? 0.5 + draw.unit() : Number(gamma) + 0.5 * draw.normal());
  return { dtype: 'float32', shape, data: Array.from({ length: sizeOf(shape) }, () => Math.fround(value())) };
}
