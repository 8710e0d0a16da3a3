import { withCustomObjects, type CustomObjects } from '../core/custom-objects.ts';
import { FormatError } from '../core/errors.ts';
import { later } from '../core/later.ts';
import { checkBoolean, checkKeys } from '../core/options.ts';
import { forEach, inTurns, PASS, within, type Pieces } from '../core/pieces.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { readSafetensorsFile, type StoredTensor } from '../formats/safetensors.ts';
import { bytesOf, type FileSource } from '../formats/source.ts';
import { countTensor } from '../graph/counter.ts';
import type { Variable } from '../graph/variable.ts';
import { asCompiled, layersByPath, trainableOf, type CompiledTrainable } from '../layers/as-compiled.ts';
import type { Layer } from '../layers/layer.ts';
import { fromStored, storedShapes } from '../layers/stored-weights.ts';
import { LOSSES } from '../losses/registry.ts';
import { METRICS } from '../metrics/registry.ts';
import { OPTIMIZERS, resolveOptimizer } from '../optimizers/registry.ts';
import type { CompileOptions } from './compile-options.ts';
import type { CompileConfiguration, Stored } from './configuration.ts';
import { Model } from './model.ts';
import { parseConfiguration } from './parse-configuration.ts';
import { layerFromSaving, restore } from './restore.ts';
import { storedVariables } from './save.ts';
import type { Sequential } from './sequential.ts';

export interface LoadOptions {
  /** What makes the parts of your own (layers, models, optimizers, drivers, losses, metrics, schedules, initializers, regularizers,
   *  constraints), by their `kind` (default {}): a class, which is constructed with the saved config, or a function that makes the
   *  part from it. A loss, a metric or an activation that is a function itself goes by its name ('loss' or 'metric' if it has
   *  none), and is given as it is: `{ squares }`. A class that extends Functional gets `{ inputs, outputs, name?, seed? }`, one that
   *  extends Sequential `(layers, { name?, seed? })`; a function in their place gets `{ inputs, outputs, ... }` or
   *  `{ layers, ... }`. They go by the name of their class, unless they have a kind of their own. */
  customObjects?: CustomObjects;
  /** Whether to compile the model as it was when it was saved (default true). With false, the optimizer, losses and metrics of the
   *  file are left aside; call compile yourself. */
  compile?: boolean;
}

/** Reads a model that `save` wrote: layers, weights and, if it was compiled, the state of training, so that training
 *  continues where it stopped.
 *  @param source  the path of a file, a Blob or File, or its bytes, as `toBytes` gives them
 *  @typeParam M the kind of model in the file
 *  @example
 *  const net = await loadModel(path, {
 *    customObjects: { scale: Scale, warmUp: (config) => warmUp(config), squares }, // a class, a factory, a loss that is a function
 *  });
 *  @throws {FileError} if the file cannot be read
 *  @throws {FormatError} if the file is not such a model, or holds a part that neither myelin nor customObjects can make
 *  @throws {ConfigError} if customObjects has anything but classes and functions */
export function loadModel<M extends Model<unknown> = Sequential>(source: FileSource, options: LoadOptions = {}): Promise<M> {
  return LOADED(() => load<M>(source, options));
}

const LOADED = later(
  'loadModel(...)', 'predict', 'predictSync', 'predictLabels', 'predictStream', 'fit', 'evaluate', 'trainOnBatch', 'compile', 'summary',
  'layers', 'getWeights', 'save', 'toBytes',
);

async function load<M extends Model<unknown>>(source: FileSource, options: LoadOptions): Promise<M> {
  checkKeys('loadModel', options, ['customObjects', 'compile']);
  const compile = checkBoolean('loadModel', 'compile', options.compile ?? true);
  const where = 'loadModel';
  const file = await readSafetensorsFile(where, typeof source === 'string' ? source : await bytesOf(where, source));
  const { myelin, myelinFit, ...rest } = file.metadata;
  if (myelinFit !== undefined)
    throw new FormatError(
      'loadModel: the file is a backup of a training, and no model. Make the model, and let its fit go on: give the folder to ' +
      'callbacks.backupAndRestore.',
    );
  if (myelin === undefined)
    throw new FormatError(
      'loadModel: the file has no myelin configuration in its metadata: it was not written by save. ' +
      'Make the model yourself and use setWeights.',
    );
  const stored = parseConfiguration(myelin, file.tensors);
  const [objects, shapes] = [options.customObjects ?? {}, storedShapes(Object.values(stored.tensors))];
  const model = await inTurns(
    within(restoring(stored, compile), (piece) => withCustomObjects('loadModel', objects, () => fromStored(shapes, piece))),
  );
  model.metadata = rest;
  return model as unknown as M;
}

function* restoring({ configuration, tensors }: Stored, compile: boolean): Pieces<Model<unknown>> {
  const model = yield* layerFromSaving(configuration.model);
  if (!(model instanceof Model)) throw new FormatError(`loadModel: the file holds a layer (${configuration.model.kind}), and no model.`);
  model.takeSeed(configuration.seed);
  yield* model.prepareInPieces(configuration.inputs);
  model.epochs.assign(countTensor(configuration.epochsTrained));
  if (configuration.frozen !== undefined) thaw(model, configuration.frozen);
  // Seeds and what learns are settings, which count as changes.
  yield* model.prepareInPieces(configuration.inputs, true);
  if (configuration.compile !== undefined && compile) {
    const { frozen } = configuration.compile;
    const trainable = frozen === undefined ? trainableOf(model) : trainableFrom(model, frozen);
    asCompiled(trainable, () => model.compile(compileOptions(configuration.compile!)));
    yield PASS;
  }
  const training = model.compiled ? model.engine.training('loadModel') : undefined;
  yield PASS;
  const variables = [...storedVariables(model, training)];
  yield* forEach(variables.length, (i) => fill(...variables[i]!, tensors));
  if (training !== undefined) training.optimizer.averagesInModel = configuration.compile?.averagesInModel ?? false;
  return model;
}

/** Sets which layers learn, as the file says. */
function thaw(model: Model<unknown>, frozen: readonly string[]): void {
  for (const [layer, trainable] of trainableFrom(model, frozen)) (layer as Layer).restoreTrainable(trainable);
}

/** For each layer, whether it learns.
 *  @param frozen  the paths of those that do not
 *  @throws {FormatError} if there is no layer at a path */
function trainableFrom(model: Model<unknown>, frozen: readonly string[]): CompiledTrainable {
  const layers = layersByPath(model);
  const lost = frozen.find((path) => !layers.has(path));
  if (lost !== undefined)
    throw new FormatError(`loadModel: the file says that the layer '${lost}' is frozen, and ${model.name} has none at this path.`);
  return new Map([...layers].map(([path, layer]) => [layer, !frozen.includes(path)]));
}

function compileOptions({ optimizer, losses, lossWeights, metrics }: CompileConfiguration): CompileOptions {
  const of = (output: number, weighted: boolean): unknown[] =>
    metrics.filter((m) => m.output === output && m.weighted === weighted).map((m) => restore('a metric', m, METRICS, accepted));
  return {
    optimizer: restore('an optimizer', optimizer, OPTIMIZERS, resolveOptimizer),
    loss: losses.map((l) => (l === null ? null : restore<unknown>('a loss', l, LOSSES, accepted))),
    ...(lossWeights === undefined ? {} : { lossWeights }),
    metrics: losses.map((_, output) => of(output, false)),
    weightedMetrics: losses.map((_, output) => of(output, true)),
  } as CompileOptions;
}

/** What compile checks. */
const accepted = (value: unknown): unknown => value;

/** Gives a variable the values that are stored under its path, which nothing else uses. */
function fill(path: string, variable: Variable, tensors: Readonly<Record<string, StoredTensor>>): void {
  const stored = Object.hasOwn(tensors, path) ? tensors[path]! : undefined;
  if (stored === undefined) throw new FormatError(`loadModel: the file has no tensor ${path} for ${variable.name}.`);
  if (!sameShape(stored.shape, variable.shape) || stored.dtype !== variable.dtype) {
    throw new FormatError(
      `loadModel: ${variable.name} must be ${variable.dtype} ${showShape(variable.shape)}, the file has ${stored.dtype} ` +
      `${showShape(stored.shape)}.`,
    );
  }
  variable.own(stored.data);
}
