import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { ConfigError, FormatError, MyelinError, show } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { readSafetensors, writeSafetensors, type StoredTensor } from '../formats/safetensors.ts';
import { constant } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { LAYERS, type FromConfig } from '../layers/index.ts';
import type { Layer } from '../layers/layer.ts';
import { LOSSES } from '../losses/index.ts';
import { METRICS } from '../metrics/index.ts';
import { OPTIMIZERS } from '../optimizers/index.ts';
import { Sequential } from './sequential.ts';
import type { CompileOptions } from './training.ts';

export interface SaveOptions {
  /** Strings to keep with the model, read back as `model.metadata`. */
  metadata?: Readonly<Record<string, string>>;
}

export interface LoadOptions {
  /** Layers of your own, by their `kind`: functions from the options getConfig gave. */
  customObjects?: Readonly<Record<string, FromConfig>>;
}

/** Version of the configuration in a file's metadata. */
const FORMAT = 1;

interface Named {
  readonly kind: string;
  readonly config: Record<string, unknown>;
}

/** What the metadata entry `myelin` holds, as JSON. */
interface Configuration {
  readonly format: number;
  readonly kind: 'sequential';
  readonly name: string;
  readonly seed: number;
  readonly epochsTrained: number;
  readonly inputShape: readonly number[];
  readonly layers: readonly Named[];
  readonly compile?: { readonly optimizer: Named; readonly loss: Named; readonly metrics: readonly Named[] };
}

/** Writes beside the file first, so that a broken-off save never leaves half a model. */
export async function save(model: Sequential, path: string, options: SaveOptions): Promise<void> {
  checkKeys('save', options, ['metadata']);
  if (typeof path !== 'string' || path === '') throw new ConfigError(`save: expected a path, received ${show(path)}.`);
  const bytes = modelToBytes(model, options.metadata ?? model.metadata);
  const beside = `${path}.${process.pid}.part`;
  try {
    await writeFile(beside, bytes);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

function modelToBytes(model: Sequential, metadata: Readonly<Record<string, string>>): Uint8Array {
  void model.layerShapes;
  const training = model.compiled ? model.training('save') : undefined;
  const variables = [...model.weights, ...(training?.optimizer.variables ?? [])];
  const tensors = Object.fromEntries(variables.map((v): [string, StoredTensor] => [v.name, { dtype: v.dtype, shape: [...v.shape], data: v.read() }]));
  const configuration: Configuration = {
    format: FORMAT,
    kind: 'sequential',
    name: model.name,
    seed: model.seed,
    epochsTrained: model.epochsTrained,
    inputShape: model.inputShape!.slice(1).map((d) => d!),
    layers: model.layers.map((l) => ({ kind: l.kind, config: l.getConfig() })),
    ...(training === undefined
      ? {}
      : {
          compile: {
            optimizer: { kind: training.optimizer.kind, config: training.optimizer.getConfig() },
            loss: { kind: training.loss.kind, config: { ...training.loss.config } },
            metrics: training.metrics.map((m) => ({ kind: m.kind, config: { ...m.config } })),
          },
        }),
  };
  return writeSafetensors(tensors, { ...metadata, myelin: JSON.stringify(configuration) });
}

/** Reads a model that `save` wrote: layers, weights, and if it was compiled the training state, so that training goes
 *  on where it stopped.
 *  @throws {FormatError} if the file is no such model */
export async function loadModel(source: string | Uint8Array, options: LoadOptions = {}): Promise<Sequential> {
  checkKeys('loadModel', options, ['customObjects']);
  const { tensors, metadata } = readSafetensors(typeof source === 'string' ? await readFile(source) : source);
  const { myelin, ...rest } = metadata;
  if (myelin === undefined) throw new FormatError('loadModel: the file has no myelin configuration in its metadata: it was not written by save. Make the model yourself and use setWeights.');
  const configuration = parse(myelin);
  const model = new Sequential(configuration.layers.map((l) => restore('layer', l, { ...LAYERS, ...options.customObjects })) as Layer[], { name: configuration.name, seed: configuration.seed });
  model.build([null, ...configuration.inputShape]);
  model.epochsTrained = configuration.epochsTrained;
  model.metadata = rest;
  if (configuration.compile !== undefined) {
    const { optimizer, loss, metrics } = configuration.compile;
    model.compile({
      optimizer: restore('optimizer', optimizer, OPTIMIZERS),
      loss: restore('loss', loss, LOSSES),
      metrics: metrics.map((m) => restore('metric', m, METRICS)),
    } as CompileOptions);
  }
  const variables = [...model.weights, ...(model.compiled ? model.training('loadModel').optimizer.variables : [])];
  for (const variable of variables) fill(variable, tensors);
  return model;
}

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
  if (!Object.hasOwn(known, saved.kind)) throw new FormatError(`loadModel: unknown ${what} '${saved.kind}'. Known: ${Object.keys(known).join(', ')}. Pass layers of your own as customObjects.`);
  try {
    return known[saved.kind]!(saved.config as never);
  } catch (error) {
    if (error instanceof MyelinError) throw new FormatError(`loadModel: the ${what} '${saved.kind}' in the configuration is refused: ${error.message}`, { cause: error });
    throw error;
  }
}

function parse(text: string): Configuration {
  const fail = (why: string): never => {
    throw new FormatError(`loadModel: the configuration in the file's metadata ${why}.`);
  };
  let value: Configuration;
  try {
    value = JSON.parse(text) as Configuration;
  } catch {
    return fail('is not JSON');
  }
  if (typeof value !== 'object' || value === null) return fail('is not an object');
  if (value.format !== FORMAT || value.kind !== 'sequential') return fail(`has format ${show(value.format)} and kind ${show(value.kind)}; this version reads format ${FORMAT}, kind 'sequential'`);
  if (!Array.isArray(value.layers) || value.layers.length === 0) return fail('has no layers');
  if (!Array.isArray(value.inputShape) || !value.inputShape.every((d) => Number.isInteger(d) && d > 0)) return fail('has no inputShape of positive integers');
  if (!Number.isInteger(value.seed) || !Number.isInteger(value.epochsTrained) || typeof value.name !== 'string') return fail('lacks name, seed or epochsTrained');
  if (value.compile !== undefined && (typeof value.compile !== 'object' || !Array.isArray(value.compile.metrics))) return fail('has a compile entry without optimizer, loss and metrics');
  return value;
}
