import { readFile } from 'node:fs/promises';
import { ConfigError, FormatError, MyelinError, show } from '../core/errors.ts';
import { checkBoolean, checkKeys } from '../core/options.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { readSafetensors, type StoredTensor } from '../formats/safetensors.ts';
import { constant } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { LAYERS, type FromConfig } from '../layers/registry.ts';
import type { Layer } from '../layers/layer.ts';
import { LOSSES } from '../losses/registry.ts';
import { METRICS } from '../metrics/registry.ts';
import { OPTIMIZERS } from '../optimizers/registry.ts';
import { parseConfiguration, type Named } from './configuration.ts';
import { Sequential } from './sequential.ts';
import type { CompileOptions } from './training.ts';

export interface LoadOptions {
  /** Layers of your own, by their `kind`: functions from the options getConfig gave. */
  customObjects?: Readonly<Record<string, FromConfig>>;
  /** Whether to compile the model as it was when it was saved (default true). With false its loss and metrics may be
   *  functions of your own: compile it anew to train it or evaluate it. */
  compile?: boolean;
}

/** Reads a model that `save` wrote: layers, weights, and if it was compiled the training state, so that training goes
 *  on where it stopped.
 *  @param source  the path of a file, or what stands in one
 *  @throws {FormatError} if the file is no such model */
export async function loadModel(source: string | Uint8Array, options: LoadOptions = {}): Promise<Sequential> {
  checkKeys('loadModel', options, ['customObjects', 'compile']);
  const compile = checkBoolean('loadModel', 'compile', options.compile ?? true);
  if (typeof source !== 'string' && !(source instanceof Uint8Array)) throw new ConfigError(`loadModel: expected a path or the bytes of a file as a Uint8Array, received ${show(source)}.`);
  const { tensors, metadata } = readSafetensors(typeof source === 'string' ? await readFile(source) : source);
  const { myelin, ...rest } = metadata;
  if (myelin === undefined) throw new FormatError('loadModel: the file has no myelin configuration in its metadata: it was not written by save. Make the model yourself and use setWeights.');
  const configuration = parseConfiguration(myelin);
  const model = new Sequential(configuration.layers.map((l) => restore('layer', l, { ...LAYERS, ...options.customObjects })) as Layer[], { name: configuration.name, seed: configuration.seed });
  model.build([null, ...configuration.inputShape]);
  model.epochs.assign(constant(Int32Array.of(configuration.epochsTrained), []));
  model.metadata = rest;
  if (configuration.compile !== undefined && compile) {
    const { optimizer, loss, metrics, weightedMetrics } = configuration.compile;
    model.compile({
      optimizer: restore('optimizer', optimizer, OPTIMIZERS),
      loss: restore('loss', loss, LOSSES),
      metrics: metrics.map((m) => restore('metric', m, METRICS)),
      weightedMetrics: weightedMetrics.map((m) => restore('metric', m, METRICS)),
    } as CompileOptions);
  }
  const variables = [...model.weights, ...(model.compiled ? model.training('loadModel').optimizer.variables : [])];
  for (const variable of variables) fill(variable, tensors);
  // Files of version 0.1 have no count of draws: there draws went by the optimizer's steps.
  const draws = Object.hasOwn(tensors, model.draws.name) ? tensors : { [model.draws.name]: tensors['optimizer/iterations'] ?? noDraws };
  fill(model.draws, draws);
  return model;
}

const noDraws: StoredTensor = { dtype: 'int32', shape: [], data: new Int32Array(1) };

function fill(variable: Variable, tensors: Readonly<Record<string, StoredTensor>>): void {
  const stored = Object.hasOwn(tensors, variable.name) ? tensors[variable.name]! : undefined;
  if (stored === undefined) throw new FormatError(`loadModel: the file has no tensor ${variable.name}.`);
  if (!sameShape(stored.shape, variable.shape) || stored.dtype !== variable.dtype) {
    throw new FormatError(`loadModel: ${variable.name} must be ${variable.dtype} ${showShape(variable.shape)}, the file has ${stored.dtype} ${showShape(stored.shape)}.`);
  }
  variable.assign(constant(stored.data, stored.shape));
}

/** Makes a part again by its kind; unknown kinds and refused options are the file's fault. */
function restore(what: string, saved: Named, known: Readonly<Record<string, (config: never) => unknown>>): unknown {
  if (typeof saved !== 'object' || saved === null || typeof saved.kind !== 'string' || typeof saved.config !== 'object' || saved.config === null) throw new FormatError(`loadModel: a ${what} in the configuration has no kind and config.`);
  if (!Object.hasOwn(known, saved.kind)) throw new FormatError(`loadModel: unknown ${what} '${saved.kind}'. Known: ${Object.keys(known).join(', ')}. ${what === 'layer' ? 'Pass layers of your own as customObjects.' : 'Load the model with compile: false and compile it anew.'}`);
  try {
    return known[saved.kind]!(saved.config as never);
  } catch (error) {
    if (error instanceof MyelinError) throw new FormatError(`loadModel: the ${what} '${saved.kind}' in the configuration is refused: ${error.message}`, { cause: error });
    throw error;
  }
}
