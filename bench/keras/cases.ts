/** Draws a case from its seed. */
import { sizeOf, type Case, type Output, type Rows, type Spec, type Values } from './case.ts';
import { Draw } from './draw.ts';
import { embedding, part } from './layers.ts';
import { Net } from './net.ts';
import { drawOptimizer } from './optimizers.ts';
import { drawMetrics, drawTargets, drawTask, type Task } from './tasks.ts';

/** An output as it is drawn: its place and shape besides. */
interface Head {
  readonly at: number;
  readonly shape: readonly number[];
  readonly task: Task;
}

/** Input values; now and then steps of a sample are 0, as masks hide. */
function drawInput(draw: Draw, of: Spec, rows: number, words: number): Values {
  const shape = [rows, ...of.shape];
  const width = shape.at(-1)!;
  if (of.dtype === 'int32') return { dtype: 'int32', shape, data: Array.from({ length: sizeOf(shape) }, () => draw.whole(0, words - 1)) };
  const steps = Array.from({ length: sizeOf(shape) / width }, () => {
    const hidden = of.shape.length > 1 && draw.chance(0.2);
    return Array.from({ length: width }, () => (hidden ? 0 : Math.fround(draw.normal())));
  });
  return { dtype: 'float32', shape, data: steps.flat() };
}

function drawSpec(draw: Draw): Spec {
  const whole = draw.chance(0.2);
  const rank = whole ? 1 : draw.pick([1, 1, 2, 2, 3]);
  return { dtype: whole ? 'int32' : 'float32', shape: Array.from({ length: rank }, () => draw.whole(2, 5)) };
}

const drawWeights = (draw: Draw, shape: readonly number[]): Values => ({
  dtype: 'float32', shape, data: Array.from({ length: sizeOf(shape) }, () => draw.pick([0.5, 1, 2, 0, 1.5])),
});

/** Layers that bring a place to what a task wants of an output. */
function drawHead(net: Net, from: number, task: Task, name: string): Head {
  let at = from;
  if (task.rank === 1 && net.shape(at).length > 1) at = net.call(part('flatten'), [at]);
  const short = task.rank === 2 && (net.shape(at).length !== 2 || net.shape(at)[0]! < 3);
  // Labels need steps enough.
  if (short) {
    const wide = net.call(part('dense', { units: 12 }), [net.call(part('flatten'), [at])]);
    at = net.call(part('reshape', { targetShape: [4, 3] }), [wide]);
  }
  const activation = task.head === 'linear' ? {} : { activation: task.head };
  at = net.call(part('dense', { units: task.width, ...activation, name }), [at]);
  return { at, shape: net.shape(at), task };
}

/** The model: from one or more inputs to one or more outputs. */
function drawNet(draw: Draw, words: number): { net: Net; heads: readonly Head[]; inputs: readonly Spec[]; oneLoss: boolean } {
  const inRow = draw.chance(0.4);
  const inputs = Array.from({ length: inRow ? 1 : draw.pick([1, 1, 1, 2, 2, 3]) }, () => drawSpec(draw));
  const net = new Net(draw, inputs, inRow);
  const ways = inputs.map(({ dtype }, i) => {
    const from = dtype === 'int32' ? net.call(embedding(draw, words), [i]) : i;
    return net.chain(from, inputs.length === 1 ? 3 : 2);
  });
  let at = ways.reduce((a, b) => net.meet(a, b));
  if (!inRow && (inputs.length === 1 || draw.chance(0.3))) at = net.chain(net.branches(at), 2);
  const several = !inRow && draw.chance(0.5) ? draw.pick([2, 2, 3]) : 1;
  const task = drawTask(draw);
  const oneLoss = several > 1 && draw.chance(0.2);
  const heads = Array.from({ length: several }, (_, i) => {
    const from = i > 0 && draw.chance(0.3) ? draw.pick(ways) : at;
    return drawHead(net, i === 0 ? at : net.chain(from, 1), i === 0 || oneLoss ? task : drawTask(draw), `out${i}`);
  });
  return { net, heads, inputs, oneLoss };
}

/** The shape of weights of a sample for an output: of rows, or of steps; undefined where Keras takes neither. Keras does not spread
 *  the weights of rows over steps. */
function weightsOf(draw: Draw, { shape, task: { targets } }: Head): readonly number[] | undefined {
  if (shape.length === 1 || targets === 'texts') return [];
  return shape.length === 2 && draw.chance(0.7) ? [shape[0]!] : undefined;
}

export function drawCase(seed: number): Case {
  const draw = new Draw(seed);
  const words = draw.whole(3, 7);
  const { net, heads, inputs, oneLoss } = drawNet(draw, words);
  const lossWeights = !oneLoss && draw.chance(0.4);
  const outputs = heads.map(({ task, shape }, i): Output => {
    const rank = shape.length;
    return {
      ...(i > 0 && !oneLoss && draw.chance(0.1) ? {} : { loss: task.loss }), ...(lossWeights ? { lossWeight: draw.number(0.2, 2) } : {}),
      metrics: drawMetrics(draw, task, rank), weightedMetrics: draw.chance(0.3) ? drawMetrics(draw, task, rank) : [],
    };
  });
  const [first] = heads;
  const several = heads.length > 1;
  const classes = !several && ['classes', 'oneHot'].includes(first!.task.targets) && first!.shape.length === 1;
  const weighting = draw.pick(['none', 'samples', 'classes'] as const);
  const weights = heads.map((head) => weightsOf(draw, head)).filter((shape) => shape !== undefined);
  const weighted = weighting === 'samples' && weights.length === heads.length;
  const forAll = weights.every((shape) => shape.length === 0) && draw.chance(0.3);
  const rowsOf = (count: number): Rows => ({
    x: inputs.map((of) => drawInput(draw, of, count, words)),
    y: heads.map(({ task, shape }) => drawTargets(draw, task, [count, ...shape])),
    ...(weighted ? { sampleWeight: (forAll ? [[]] : weights).map((shape) => drawWeights(draw, [count, ...shape])) } : {}),
  });
  // Keras takes names of a functional model alone, and weights only by position.
  const byName = { compile: !net.sequential && draw.chance(0.3), data: several && !weighted && draw.chance(0.3) };
  const validation = draw.pick(['none', 'split', 'data'] as const);
  return {
    graph: net.graph(heads.map(({ at }) => at), true), outputs, oneLoss, byName,
    optimizer: drawOptimizer(draw), rows: rowsOf(draw.whole(6, 18)),
    ...(validation === 'data' ? { validation: rowsOf(draw.whole(3, 8)) } : {}),
    fit: {
      epochs: 3, batchSize: draw.whole(3, 8), ...(validation === 'split' ? { validationSplit: 0.25 } : {}),
      ...(weighting === 'classes' && classes ? { classWeight: { 0: 0.5, [first!.task.width - 1]: 2 } } : {}),
    },
  };
}
