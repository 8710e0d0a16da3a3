import { readFile } from 'node:fs/promises';
import { ConfigError, FormatError, MyelinError, show } from '../core/errors.ts';
import { checkBoolean, checkKeys } from '../core/options.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { readSafetensors, type StoredTensor } from '../formats/safetensors.ts';
import { countTensor } from '../graph/counter.ts';
import { constant } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { LAYERS, type FromConfig } from '../layers/registry.ts';
import type { Layer } from '../layers/layer.ts';
import { withLayerWithin } from '../layers/wrapper.ts';
import { LOSSES } from '../losses/registry.ts';
import { METRICS } from '../metrics/registry.ts';
import { OPTIMIZERS } from '../optimizers/registry.ts';
import type { CompileConfiguration, Named } from './configuration.ts';
import { functionalFromGraph, type SavedGraph } from './functional.ts';
import { Model, type ModelOptions } from './model.ts';
import { parseConfiguration } from './parse-configuration.ts';
import { storedVariables } from './save.ts';
import { Sequential } from './sequential.ts';
import type { CompileOptions } from './training.ts';

export interface LoadOptions {
  /** Layers and models of your own, by their `kind`: functions that make them from the options of getConfig. */
  customObjects?: Readonly<Record<string, FromConfig>>;
  /** Whether to compile the model as it was when it was saved (default true). Use false if its loss or a metric is a
   *  function of your own, and call compile yourself. */
  compile?: boolean;
}

/** Reads a model that `save` wrote: layers, weights and, if it was compiled, the state of training, so that training
 *  continues where it stopped.
 *  @param source  the path of a file, or its contents
 *  @typeParam M the kind of model in the file
 *  @throws {FormatError} if the file is not such a model */
export async function loadModel<M extends Model<unknown> = Sequential>(source: string | Uint8Array, options: LoadOptions = {}): Promise<M> {
  checkKeys('loadModel', options, ['customObjects', 'compile']);
  const compile = checkBoolean('loadModel', 'compile', options.compile ?? true);
  if (typeof source !== 'string' && !(source instanceof Uint8Array))
    throw new ConfigError(`loadModel: expected a path or the bytes of a file as a Uint8Array, received ${show(source)}.`);
  const file = readSafetensors(typeof source === 'string' ? await readFile(source) : source);
  const { myelin, ...rest } = file.metadata;
  if (myelin === undefined)
    throw new FormatError(
      'loadModel: the file has no myelin configuration in its metadata: it was not written by save. ' +
      'Make the model yourself and use setWeights.',
    );
  const { configuration, tensors } = parseConfiguration(myelin, file.tensors);
  const model = layerMaker(options.customObjects ?? {})(configuration.model);
  if (!(model instanceof Model)) throw new FormatError(`loadModel: the file holds a layer (${configuration.model.kind}), and no model.`);
  model.seed = configuration.seed;
  model.prepare(configuration.inputs);
  model.epochs.assign(countTensor(configuration.epochsTrained));
  model.metadata = rest;
  if (configuration.compile !== undefined && compile) model.compile(compileOptions(configuration.compile));
  const training = model.compiled ? model.engine.training('loadModel') : undefined;
  for (const [path, variable] of storedVariables(model, training)) fill(path, variable, tensors);
  return model as unknown as M;
}

/** Returns a function that makes layers and models from their saved form, including the layers within them. */
function layerMaker(customObjects: Readonly<Record<string, FromConfig>>): (saved: unknown) => Layer {
  const partsOf = ({ layers }: Record<string, unknown>): Layer[] => {
    if (!Array.isArray(layers) || layers.length === 0) throw new FormatError('loadModel: a model in the configuration has no layers.');
    return layers.map((l) => make(l));
  };
  const optionsOf = ({ name, seed }: Record<string, unknown>): ModelOptions => ({
    ...(name === undefined ? {} : { name: name as string }),
    ...(seed === undefined ? {} : { seed: seed as number }),
  });
  const known: Record<string, FromConfig> = {
    ...LAYERS,
    sequential: (config) => frozen(new Sequential(partsOf(config), optionsOf(config)), config),
    functional: (config) => frozen(functionalFromGraph(partsOf(config), config['graph'] as SavedGraph, optionsOf(config)), config),
    ...customObjects,
  };
  const make = (saved: unknown): Layer => restore('layer', withLayerWithin(saved as Named, make), known) as Layer;
  return make;
}

/** Sets `trainable` to false if the saved model has it so. Its layers have their own flags. */
function frozen<M extends Layer>(model: M, config: Record<string, unknown>): M {
  const { trainable = true } = config;
  if (trainable === false) model.trainable = false;
  return model;
}

function compileOptions({ optimizer, losses, lossWeights, metrics }: CompileConfiguration): CompileOptions {
  const of = (output: number, weighted: boolean): unknown[] =>
    metrics.filter((m) => m.output === output && m.weighted === weighted).map((m) => restore('metric', m, METRICS));
  return {
    optimizer: restore('optimizer', optimizer, OPTIMIZERS),
    loss: losses.map((l) => (l === null ? null : restore('loss', l, LOSSES))),
    ...(lossWeights === undefined ? {} : { lossWeights }),
    metrics: losses.map((_, output) => of(output, false)),
    weightedMetrics: losses.map((_, output) => of(output, true)),
  } as CompileOptions;
}

/** Gives a variable the values that are stored under its path. */
function fill(path: string, variable: Variable, tensors: Readonly<Record<string, StoredTensor>>): void {
  const stored = Object.hasOwn(tensors, path) ? tensors[path]! : undefined;
  if (stored === undefined) throw new FormatError(`loadModel: the file has no tensor ${path} for ${variable.name}.`);
  if (!sameShape(stored.shape, variable.shape) || stored.dtype !== variable.dtype) {
    throw new FormatError(
      `loadModel: ${variable.name} must be ${variable.dtype} ${showShape(variable.shape)}, the file has ${stored.dtype} ` +
      `${showShape(stored.shape)}.`,
    );
  }
  variable.assign(constant(stored.data, stored.shape));
}

/** Makes a part from its saved form. Unknown kinds and refused options are reported as faults of the file. */
function restore(what: string, saved: Named, known: Readonly<Record<string, (config: never) => unknown>>): unknown {
  if (
    typeof saved !== 'object' ||
    saved === null ||
    typeof saved.kind !== 'string' ||
    typeof saved.config !== 'object' ||
    saved.config === null
  )
    throw new FormatError(`loadModel: a ${what} in the configuration has no kind and config.`);
  if (!Object.hasOwn(known, saved.kind))
    throw new FormatError(
      `loadModel: unknown ${what} '${saved.kind}'. Known: ${Object.keys(known).join(', ')}. ` +
      `${what === 'layer' ? 'Pass layers of your own as customObjects.' : 'Load the model with compile: false and compile it anew.'}`,
    );
  try {
    return known[saved.kind]!(saved.config as never);
  } catch (error) {
    if (error instanceof FormatError) throw error;
    if (error instanceof MyelinError)
      throw new FormatError(`loadModel: the ${what} '${saved.kind}' in the configuration is refused: ${error.message}`, { cause: error });
    throw error;
  }
}
