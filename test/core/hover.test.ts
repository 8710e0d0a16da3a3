/** What editors show of an option: its docs stand in an interface, where TypeScript finds them. */
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { activations, callbacks, constraints, initializers, layers } from '../../src/index.ts';
import { losses, metrics, optimizers, regularizers, schedules } from '../../src/index.ts';
import { LanguageServer } from './language-server.ts';

/** What stands for an option that is not given, by its part and its name: declarations are followed as they say so. */
const fallbacks = vi.hoisted(() => new Map<string, unknown>());
vi.mock(import('../../src/core/kinds.ts'), async (original) => {
  const kinds = await original();
  return {
    ...kinds,
    or: (option, fallback) => {
      const { check, store } = kinds.or(option, fallback);
      const followed: typeof check = (where, name, given) => check(where, name, (fallbacks.set(`${where} ${name}`, fallback), given));
      return { check: followed, store };
    },
  };
});

const FAMILIES = { callbacks, constraints, initializers, layers, losses, metrics, optimizers, regularizers, schedules };

/** The names of a part's options, from the error on one that it does not have. */
function optionsOf(make: (options: object) => unknown): readonly string[] {
  try {
    make({ '?': 0 });
  } catch (error) {
    return /Options: (.*)\.$/.exec((error as Error).message)![1]!.split(', ');
  }
  return [];
}

const FACTORIES = Object.entries(FAMILIES).flatMap(([family, members]) =>
  Object.entries(members as Record<string, (options: object) => unknown>)
    .filter(([kind]) => /^[a-z]/.test(kind)) // not a class
    .map(([kind, make]) => ({ kind, make, name: `${family}.${kind}`, before: '', options: optionsOf(make) })),
);
/** Activations take their options behind what they are applied to. */
const FUNCTIONS = Object.entries(activations as Record<string, (x: number[][], options: object) => unknown>)
  .map(([kind, f]) => ({ kind, make: (options: object) => f([[1, 1]], options), name: `activations.${kind}`, before: '[[1, 1]], ' }))
  .map((part) => ({ ...part, options: optionsOf(part.make) }))
  .filter(({ options }) => options.length > 0);
const PARTS = [...FACTORIES, ...FUNCTIONS];

/** Options that a part cannot do without. */
const NEEDED: Readonly<Record<string, object>> = {
  activation: { activation: 'relu' },
  adaptiveAveragePooling1d: { outputSize: 1 },
  adaptiveAveragePooling2d: { outputSize: 1 },
  adaptiveAveragePooling3d: { outputSize: 1 },
  adaptiveMaxPooling1d: { outputSize: 1 },
  adaptiveMaxPooling2d: { outputSize: 1 },
  adaptiveMaxPooling3d: { outputSize: 1 },
  alphaDropout: { rate: 0.5 },
  backupAndRestore: { backupDir: 'backup' },
  bidirectional: { layer: layers.gru({ units: 1 }) },
  averagePooling1d: { poolSize: 1 },
  averagePooling2d: { poolSize: 1 },
  averagePooling3d: { poolSize: 1 },
  categoryEncoding: { numTokens: 1 },
  centerCrop: { height: 1, width: 1 },
  conv1d: { filters: 1, kernelSize: 1 },
  conv1dTranspose: { filters: 1, kernelSize: 1 },
  convLstm1d: { filters: 1, kernelSize: 1 },
  convLstm2d: { filters: 1, kernelSize: 1 },
  convLstm3d: { filters: 1, kernelSize: 1 },
  conv2d: { filters: 1, kernelSize: 1 },
  conv2dTranspose: { filters: 1, kernelSize: 1 },
  conv3d: { filters: 1, kernelSize: 1 },
  conv3dTranspose: { filters: 1, kernelSize: 1 },
  cosineDecay: { initialLearningRate: 1, decaySteps: 1 },
  cosineDecayRestarts: { initialLearningRate: 1, firstDecaySteps: 1 },
  csvLogger: { filename: 'log.csv' },
  dense: { units: 1 },
  depthwiseConv1d: { kernelSize: 1 },
  depthwiseConv2d: { kernelSize: 1 },
  dot: { axes: 1 },
  discretization: { numBins: 2 },
  dropout: { rate: 0.5 },
  einsumDense: { equation: 'ab,bc->ac', outputShape: 1 },
  embedding: { inputDim: 1, outputDim: 1 },
  exponentialDecay: { initialLearningRate: 1, decaySteps: 1, decayRate: 1 },
  inverseTimeDecay: { initialLearningRate: 1, decaySteps: 1, decayRate: 1 },
  iou: { numClasses: 1, targetClassIds: [0] },
  featureSpace: { features: { a: 'float' } },
  hashedCrossing: { numBins: 1 },
  hashing: { numBins: 1 },
  input: { shape: [1] },
  inputLayer: { shape: [1] },
  meanIoU: { numClasses: 1 },
  meanMetricWrapper: { fn: () => undefined },
  oneHotIoU: { numClasses: 1, targetClassIds: [0] },
  oneHotMeanIoU: { numClasses: 1 },
  precisionAtRecall: { recall: 0.5 },
  recallAtPrecision: { precision: 0.5 },
  learningRateScheduler: { schedule: () => 1 },
  oneCycle: { maxLearningRate: 1, totalSteps: 1 },
  piecewiseConstantDecay: { boundaries: [], values: [1] },
  polynomialDecay: { initialLearningRate: 1, decaySteps: 1 },
  randomBrightness: { factor: 0 },
  randomColorDegeneration: { factor: 0 },
  randomContrast: { factor: 0 },
  randomCrop: { height: 1, width: 1 },
  randomPosterization: { factor: 1 },
  randomRotation: { factor: 0 },
  randomSharpness: { factor: 0 },
  randomTranslation: { heightFactor: 0, widthFactor: 0 },
  randomZoom: { heightFactor: 0 },
  rescaling: { scale: 1 },
  reshape: { targetShape: [1] },
  resizing: { height: 1, width: 1 },
  warmup: { steps: 1, learningRate: 1 },
  sensitivityAtSpecificity: { specificity: 0.5 },
  specificityAtSensitivity: { sensitivity: 0.5 },
  gaussianDropout: { rate: 0.5 },
  groupQueryAttention: { headDim: 1, numQueryHeads: 1, numKeyValueHeads: 1 },
  positionEmbedding: { sequenceLength: 1 },
  transformerDecoder: { intermediateDim: 1, numHeads: 1 },
  transformerEncoder: { intermediateDim: 1, numHeads: 1 },
  multiHeadAttention: { numHeads: 1, keyDim: 1 },
  modelCheckpoint: { filepath: 'model-{epoch}' },
  gaussianNoise: { stddev: 0.5 },
  lambda: { function: () => undefined },
  permute: { dims: [1] },
  repeatVector: { n: 1 },
  separableConv1d: { filters: 1, kernelSize: 1 },
  separableConv2d: { filters: 1, kernelSize: 1 },
  spatialDropout1d: { rate: 0.5 },
  spatialDropout2d: { rate: 0.5 },
  spatialDropout3d: { rate: 0.5 },
  gru: { units: 1 },
  gruCell: { units: 1 },
  lstm: { units: 1 },
  lstmCell: { units: 1 },
  rnn: { cell: layers.gruCell({ units: 1 }) },
  simpleRNN: { units: 1 },
  simpleRNNCell: { units: 1 },
  stackedRNNCells: { cells: [layers.gruCell({ units: 1 })] },
  timeDistributed: { layer: layers.dense({ units: 1 }) },
  spectralNormalization: { layer: layers.dense({ units: 1 }) },
};

const server = new LanguageServer();
const root = pathToFileURL(process.cwd()).href;
/** A file that is on no disk. A line calls one part with all of its options. */
const uri = `${root}/test/core/calls.ts`;
const call = ({ name, before, options }: (typeof PARTS)[number]): string =>
  `${name}(${before}{ ${options.map((o) => `${o}: undefined!`).join(', ')} });`;
const lines = [`import { activations, ${Object.keys(FAMILIES).join(', ')} } from '../../src/index.ts';`, ...PARTS.map(call)];

beforeAll(async () => {
  const capabilities = { textDocument: { hover: { contentFormat: ['markdown'] } } };
  await server.ask('initialize', { processId: process.pid, rootUri: root, capabilities });
  server.tell('initialized', {});
  server.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 1, text: lines.join('\n') } });
});

afterAll(() => server.stop());

/** What is shown: the signature, and the docs behind it. */
async function hover(line: number, word: string): Promise<{ readonly signature: string; readonly docs: string }> {
  const character = lines[line]!.search(new RegExp(`\\b${word}\\b(?=:)`));
  const answer = await server.ask('textDocument/hover', { textDocument: { uri }, position: { line, character } });
  const { value } = (answer as { contents: { value: string } }).contents;
  const [, signature, docs] = /^```typescript\n([^]*?)\n```\n?([^]*)$/.exec(value)!;
  return { signature: signature!, docs: docs!.trim() };
}

test('every option of every part shows its docs where it is given', async () => {
  const shown = PARTS.flatMap(({ name, options }, i) =>
    options.map(async (option) => ({ at: `${name} ${option}`, ...(await hover(i + 1, option)) })),
  );
  const bare = (await Promise.all(shown)).filter(({ docs }) => docs === '');
  expect(bare.map(({ at, signature }) => `${at}: ${signature}`)).toEqual([]);
  expect(shown.length).toBeGreaterThan(200);
});

/** The values that docs name behind the word default. */
function defaultsIn(docs: string): readonly unknown[] {
  const values = /default:? ([^)]*)/i.exec(docs)?.[1]!.match(/'[^']*'|-?\d[\d.e-]*\d|-?\d|true|false/g) ?? [];
  return values.map((v): unknown => JSON.parse(v.replaceAll("'", '"')));
}

test('docs tell what stands for an option that is not given', async () => {
  for (const { kind, make } of PARTS) make(NEEDED[kind] ?? {});
  const told = PARTS.flatMap(({ kind, name, options }, i) =>
    options
      .map((option) => ({ option, fallback: fallbacks.get(`${kind} ${option}`) }))
      .filter(({ fallback }) => ['number', 'string', 'boolean'].includes(typeof fallback))
      .map(async ({ option, fallback }) => ({ at: `${name} ${option}`, fallback, docs: (await hover(i + 1, option)).docs })),
  );
  expect((await Promise.all(told)).filter(({ docs, fallback }) => !defaultsIn(docs).includes(fallback))).toEqual([]);
  expect(told.length).toBeGreaterThan(90);
});

test('parts without options are these', () => {
  const bare = PARTS.filter(({ options }) => options.length === 0).map(({ name }) => name);
  expect(bare.toSorted()).toEqual([
    'callbacks.terminateOnNaN', 'constraints.nonNeg', 'initializers.ones', 'initializers.zeros',
  ]);
});

test('docs are those of the interface, in words', async () => {
  const dense = PARTS.findIndex(({ name }) => name === 'layers.dense') + 1;
  const units = { signature: '(property) DenseOptions.units: number', docs: "Size of the output's last axis." };
  expect(await hover(dense, 'units')).toEqual(units);
  expect((await hover(dense, 'kernelInitializer')).docs).toBe("How the kernel begins (default 'glorotUniform').");
  expect((await hover(dense, 'trainable')).signature).toBe('(property) LayerOptions.trainable?: boolean | undefined');
});
