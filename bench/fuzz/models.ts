/** Models of layers with options right and wrong, and calls of them in any order, some at once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  input,
  layers,
  loadModel,
  model,
  MyelinError,
  sequential,
  type Layer,
  type Model,
  type SymbolicTensor,
  type Tensor,
} from '../../src/index.ts';
import { readSafetensors } from '../../src/formats/safetensors.ts';
import { isRecord } from '../../src/core/realm.ts';
import { LAYER_CASES } from '../../test/layers/cases.ts';
import type { Draw } from '../keras/draw.ts';
import { drawOptimizer } from '../keras/optimizers.ts';
import { alteredValue } from './alter.ts';
import { alteredShape, dataOf, valuesOf, type Dtype } from './data.ts';
import { alteredOptions, anything, CONFIGS, drawPart, FAMILIES, layerWith, LOSSES, METRICS, partOf, told } from './parts.ts';
import { Fault } from './trial.ts';

type Say = (line: string) => void;
/** A model and what its inputs take. */
export interface Subject {
  readonly net: Model<unknown>;
  readonly inputs: readonly { readonly shape: readonly number[]; readonly dtype: Dtype }[];
}

/** What callbacks and getters of the fuzz throw; it comes out of a call as it is, or as a cause. */
export class Planted extends Error {}

const folder = mkdtempSync(join(tmpdir(), 'myelin-fuzz-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** A layer of the cases, its options altered. */
export function drawLayer(draw: Draw, say: Say, most: number): { layer: Layer; shapes: readonly (readonly number[])[] } {
  const name = draw.pick(Object.keys(CONFIGS));
  const part = CONFIGS[name]!;
  const { inputShape, more = [] } = LAYER_CASES[name]!;
  const make = FAMILIES['layers']![part.kind]!;
  const options = alteredOptions(draw, make, part.config, most);
  say(`${part.kind}(${told(options)}) on ${JSON.stringify([inputShape, ...more])}`);
  return { layer: layerWith(part, options), shapes: [inputShape, ...more] };
}

/** A model around a layer: sequential or functional, with a layer behind it, or within another model. */
export function drawModel(draw: Draw, say: Say): Subject {
  const { layer, shapes } = drawLayer(draw, say, draw.pick([0, 1, 1, 2]));
  const given = shapes.map((shape) => (draw.chance(0.08) ? alteredShape(draw, shape) : shape));
  const dtype = draw.chance(0.04) ? draw.pick<Dtype>(['float32', 'int32']) : layer.inputDtype;
  const inputs = given.map((shape) => ({ shape: shape.slice(1), dtype }));
  const last = draw.chance(0.4)
    ? [layers.flatten({}), layers.dense({ units: draw.whole(1, 3), activation: draw.pick(['softmax', 'linear', 'sigmoid']) })]
    : [];
  if (inputs.length === 1 && draw.chance(0.5)) {
    const first = draw.chance(0.3)
      ? []
      : [input({ ...inputs[0]!, ...(draw.chance(0.1) ? { batchSize: draw.whole(0, 3) } : {}) } as never)];
    return { net: sequential([...first, layer, ...last]) as Model<unknown>, inputs };
  }
  const symbols = inputs.map((of) => input(of));
  let at = layer.apply<SymbolicTensor | readonly SymbolicTensor[]>(symbols.length === 1 ? symbols[0]! : symbols);
  for (const l of last) at = l.apply<SymbolicTensor>(Array.isArray(at) ? at[0]! : at);
  return {
    net: model({ inputs: symbols.length === 1 ? symbols[0]! : symbols, outputs: at as never }) as unknown as Model<unknown>,
    inputs,
  };
}

const QUIET = (): void => {};
const hooks = [
  'onTrainBegin',
  'onTrainEnd',
  'onEpochBegin',
  'onEpochEnd',
  'onTrainBatchBegin',
  'onTrainBatchEnd',
  'onTestBegin',
  'onPredictEnd',
  'onPredictBatchEnd',
];

function drawCallback(draw: Draw, { net }: Subject): unknown {
  const hook = draw.pick(hooks);
  return draw.pick<() => unknown>([
    () => ({
      [hook]: () => {
        throw new Planted('a callback');
      },
    }),
    () => ({
      [hook]: async () => {
        await Promise.resolve();
        throw new Planted('a callback');
      },
    }),
    () => ({ [hook]: () => net.stopTraining === undefined || (net.stopTraining = true) }),
    () => ({ [hook]: () => net.dispose() }),
    () => ({ [hook]: () => net.getWeights() }),
    () => ({ [hook]: () => net.predictSync(new Float32Array(4) as never) }),
    () => ({ [hook]: () => net.compile({ optimizer: 'sgd', loss: 'mse' } as never) }),
    () => ({ [hook]: anything(draw) }),
    () => anything(draw),
    () => drawPart(draw, 'callbacks'),
  ])();
}

const inputsOf = (draw: Draw, { inputs }: Subject, rows: number): unknown => {
  const list = inputs.map(({ shape, dtype }) => dataOf(draw, [rows, ...shape], dtype));
  return list.length === 1 && !draw.chance(0.03) ? list[0] : list;
};

/** The largest axis of targets: a layer may be told to give more than any memory has. */
const MOST = 1 << 10;

/** Targets: now and then of the shape that the model gives. */
function targetsOf(draw: Draw, { net }: Subject, rows: number): unknown {
  if (draw.chance(0.05)) return anything(draw);
  let shapes: readonly (readonly (number | null)[])[] = [];
  try {
    shapes = net.outputs.map((spec) => spec.shape);
  } catch (error) {
    if (!(error instanceof MyelinError)) throw error;
  }
  const list = shapes.map((shape) => {
    const whole = [rows, ...shape.slice(1).map((d) => Math.min(d ?? 2, MOST))];
    return dataOf(draw, draw.chance(0.3) ? whole.slice(0, -1) : whole, draw.chance(0.3) ? 'int32' : 'float32');
  });
  return list.length === 1 ? list[0] : list;
}

/** Options of a call with one of them altered now and then. */
function optionsOf(draw: Draw, options: Record<string, unknown>): object {
  const given = Object.fromEntries(Object.entries(options).filter(() => draw.chance(0.25)));
  return (draw.chance(0.1) ? alteredValue(draw, given, anything) : given) as object;
}

function compileOptions(draw: Draw): object {
  const loss = draw.chance(0.5) ? draw.pick(LOSSES) : drawPart(draw, 'losses');
  return {
    optimizer: draw.chance(0.7) ? partOf(drawOptimizer(draw)) : drawPart(draw, 'optimizers'),
    loss: draw.chance(0.05) ? anything(draw) : loss,
    ...optionsOf(draw, {
      metrics: [draw.chance(0.5) ? draw.pick(METRICS) : drawPart(draw, 'metrics')],
      lossWeights: [draw.whole(0, 2)],
      weightedMetrics: ['mse'],
    }),
  };
}

async function* batches(draw: Draw, subject: Subject, count: number): AsyncGenerator<unknown> {
  for (let i = 0; i < count; i++) {
    if (draw.chance(0.03)) throw new Planted('a producer');
    yield draw.chance(0.03) ? anything(draw) : [inputsOf(draw, subject, 3), targetsOf(draw, subject, 3)];
  }
}

/** Calls that a model is given, by name. */
const CALLS: Readonly<Record<string, (draw: Draw, subject: Subject, say: Say) => unknown>> = {
  compile: (draw, { net }) => net.compile(compileOptions(draw) as never),
  fit: (draw, subject) => {
    const rows = draw.whole(1, 7);
    const abort = new AbortController();
    if (draw.chance(0.1)) setTimeout(() => abort.abort(new Planted('abort')), draw.whole(0, 3));
    const options = optionsOf(draw, {
      epochs: draw.whole(1, 3),
      batchSize: draw.whole(1, 8),
      shuffle: draw.chance(0.5),
      validationSplit: draw.pick([0, 0.3, 0.5]),
      callbacks: [drawCallback(draw, subject)],
      sampleWeight: valuesOf(draw, [rows], 'float32'),
      classWeight: { 0: 1, 1: 2 },
      initialEpoch: draw.whole(0, 2),
      stepsPerEpoch: draw.whole(1, 3),
      signal: abort.signal,
      validationData: [inputsOf(draw, subject, 3), targetsOf(draw, subject, 3)],
      gradientNorms: draw.chance(0.5),
      validationBatchSize: 2,
      validationFreq: draw.whole(1, 2),
    });
    // So many epochs as an altered number may ask for would be trained.
    const long = isRecord(options) && Number.isInteger(options['epochs']) && (options['epochs'] as number) > MOST;
    const full = { verbose: 0, ...options, ...(long ? { epochs: 2 } : {}) };
    if (draw.chance(0.15))
      return subject.net.fit(batches(draw, subject, draw.whole(0, 4)) as never, null, {
        ...full,
        ...(draw.chance(0.5) ? { stepsPerEpoch: 2 } : {}),
      } as never);
    return subject.net.fit(inputsOf(draw, subject, rows) as never, targetsOf(draw, subject, rows) as never, full as never);
  },
  evaluate: (draw, subject) => {
    const rows = draw.whole(1, 7);
    return subject.net.evaluate(
      inputsOf(draw, subject, rows) as never,
      targetsOf(draw, subject, rows) as never,
      optionsOf(draw, {
        batchSize: draw.whole(1, 8),
        sampleWeight: valuesOf(draw, [rows], 'float32'),
        callbacks: [drawCallback(draw, subject)],
        steps: 1,
      }) as never,
    );
  },
  predict: (draw, subject) => {
    const options = optionsOf(draw, { batchSize: draw.whole(1, 8), callbacks: [drawCallback(draw, subject)], steps: 1 });
    return subject.net.predict(inputsOf(draw, subject, draw.whole(0, 7)) as never, options as never);
  },
  predictSync: (draw, subject) => subject.net.predictSync(inputsOf(draw, subject, draw.whole(1, 4)) as never),
  predictStream: async (draw, subject) => {
    let left = draw.whole(1, 3);
    const options = optionsOf(draw, { batchSize: draw.whole(1, 8), steps: 1 });
    for await (const _ of subject.net.predictStream(inputsOf(draw, subject, draw.whole(0, 7)) as never, options as never))
      if (--left === 0) break;
  },
  predictLabels: (draw, subject) => subject.net.predictLabels(inputsOf(draw, subject, draw.whole(1, 4)) as never),
  trainOnBatch: (draw, subject) => subject.net.trainOnBatch(inputsOf(draw, subject, 4) as never, targetsOf(draw, subject, 4) as never),
  check: (draw, subject) =>
    subject.net.check(
      inputsOf(draw, subject, 4) as never,
      targetsOf(draw, subject, 4) as never,
      { printFn: QUIET, ...optionsOf(draw, { batchSize: 2 }) } as never,
    ),
  profile: (draw, subject) =>
    subject.net.profile(
      inputsOf(draw, subject, 4) as never,
      targetsOf(draw, subject, 4) as never,
      optionsOf(draw, { steps: 2, batchSize: 2 }) as never,
    ),
  findLearningRate: (draw, subject) =>
    subject.net.findLearningRate(
      inputsOf(draw, subject, 4) as never,
      targetsOf(draw, subject, 4) as never,
      { printFn: QUIET, ...optionsOf(draw, { steps: 3, batchSize: 2, smoothing: 0.5 }) } as never,
    ),
  getWeights: (_, { net }) => net.getWeights(),
  setWeights: (draw, { net }) => {
    let weights: unknown = net.getWeights().map((w) => (draw.chance(0.9) ? w : w.toArray()));
    if (draw.chance(0.4))
      weights = draw.chance(0.5) ? anything(draw) : (weights as unknown[]).map((w) => (draw.chance(0.3) ? anything(draw) : w));
    net.setWeights(weights as never);
  },
  save: async (draw, { net }) => {
    const path = draw.chance(0.05) ? anything(draw) : join(folder, draw.pick(['a', 'b', 'no/such/folder/c', '.', 'a\0b']));
    await net.save(path as never, optionsOf(draw, { metadata: { note: 'x' }, optimizer: draw.chance(0.5) }) as never);
  },
  toBytes: (_, { net }) => net.toBytes(),
  load: async (draw, { net }) => {
    const bytes = await net.toBytes();
    const again = await loadModel(bytes, optionsOf(draw, { compile: draw.chance(0.5), customObjects: {} }) as never);
    const [was, is] = [bytes, await again.toBytes()].map((b) => readSafetensors(b).tensors);
    for (const [name, { data }] of Object.entries(is!)) {
      const before = was![name]!.data;
      if (data.some((v, i) => !Object.is(v, before[i]))) throw new Fault(`${name} is saved as something else after loading`);
    }
    again.dispose();
  },
  summary: (_, { net }) => net.summary({ printFn: QUIET }),
  quantize: (draw, { net }) => net.quantize((draw.chance(0.2) ? anything(draw) : 'int8') as never),
  dispose: (_, { net }) => net.dispose(),
  trainable: (draw, { net }) => (net.trainable = (draw.chance(0.1) ? anything(draw) : draw.chance(0.5)) as never),
  stopTraining: (draw, { net }) => (net.stopTraining = draw.chance(0.5)),
  getLayer: (draw, { net }) => net.getLayer((draw.chance(0.5) ? draw.whole(-2, 4) : anything(draw)) as never),
  add: (draw, { net }, say) =>
    (net as unknown as { add?: (l: unknown) => void }).add?.(draw.chance(0.3) ? anything(draw) : drawLayer(draw, say, 1).layer),
  pop: (draw, { net }) => (draw.chance(0.3) ? (net as unknown as { pop?: () => void }).pop?.() : undefined),
  apply: (draw, subject) => subject.net.apply(inputsOf(draw, subject, 2) as Tensor),
};
const NAMES = Object.keys(CALLS);
/** Calls that are made more often. */
const USUAL = ['fit', 'fit', 'predict', 'evaluate', 'trainOnBatch', 'load', 'predictSync'];

/** Whether an error is myelin's, or was planted, or has what was planted as its cause. */
const isExpected = (error: unknown): boolean =>
  error instanceof MyelinError ||
  error instanceof Planted ||
  (error instanceof Error && error.cause !== undefined && isExpected(error.cause));

/** One model, and up to eight calls, of which some are not waited for. */
export async function models(draw: Draw, say: Say): Promise<string> {
  const subject = drawModel(draw, say);
  const under: Promise<unknown>[] = [];
  if (draw.chance(0.7)) {
    try {
      subject.net.compile((draw.chance(0.6) ? { optimizer: 'adam', loss: 'mse' } : compileOptions(draw)) as never);
    } catch (error) {
      if (!(error instanceof MyelinError)) throw error;
    }
  }
  let came = 0;
  const judged = async (name: string, call: unknown): Promise<void> => {
    try {
      await call;
      came++;
    } catch (error) {
      if (!isExpected(error)) throw error;
      say(`${name}: ${String((error as Error).message).slice(0, 200)}`);
    }
  };
  for (let n = draw.whole(1, 8); n > 0; n--) {
    const name = draw.pick(draw.chance(0.5) ? USUAL : NAMES);
    say(name);
    const work = judged(name, (async () => CALLS[name]!(draw, subject, say))());
    under.push(work);
    if (!draw.chance(0.15)) await work;
  }
  await Promise.all(under);
  try {
    subject.net.dispose();
  } catch (error) {
    throw new Fault(`dispose throws when all is done: ${(error as Error).message}`);
  }
  return `models: ${came > 0 ? 'answered' : 'refused'}`;
}
