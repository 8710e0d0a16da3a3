import { ConfigError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { checkKeys } from '../core/options.ts';
import { Turns, type Pieces } from '../core/pieces.ts';
import { isRecord } from '../core/realm.ts';
import { forOneFile, savedPart } from '../core/saved.ts';
import { safetensorsPieces, type SafetensorsFile, type StoredTensor } from '../formats/safetensors.ts';
import { countOf } from '../graph/counter.ts';
import type { Variable } from '../graph/variable.ts';
import { layersByPath } from '../layers/as-compiled.ts';
import type { Layer } from '../layers/layer.ts';
import { savingLayer } from '../layers/saved-layer.ts';
import type { Path } from '../layers/sublayers.ts';
import { LOSSES } from '../losses/registry.ts';
import { METRICS } from '../metrics/registry.ts';
import { OPTIMIZERS } from '../optimizers/registry.ts';
import { FORMAT, type CompileConfiguration, type Configuration } from './configuration.ts';
import { DEEPEST, depthOf } from './nesting.ts';
import { configurationText } from './json.ts';
import { snapshot } from '../run/snapshot.ts';
import type { Engine } from './engine.ts';
import type { Network } from './network.ts';
import type { Training } from './training.ts';

/** Bytes that are copied at once. */
const AT_ONCE = 1 << 20;

export interface SaveOptions {
  /** Strings to keep with the model, read back as `model.metadata`. */
  metadata?: Readonly<Record<string, string>>;
}

/** The parts of a model that are saved. */
export type Saved = Network & Layer & { readonly engine: Engine; readonly metadata: Readonly<Record<string, string>> };

/** Saves a model to a file: as it is at one moment, between the call and the end of the promise. What is at the path before stays whole
 *  until all is on the disk; see `writeWhole`. */
export async function save(model: Saved, path: string, options: SaveOptions): Promise<void> {
  const given = metadataOf('save', model, options);
  if (typeof path !== 'string' || path === '') throw new ConfigError(`save: expected a path, received ${show(path)}.`);
  const files = host().files('save');
  const { tensors, metadata } = await contentsOf(model, given);
  await files.writeWhole('save', path, safetensorsPieces(tensors, metadata));
}

/** The bytes of the file that `save` writes. Other work of the event loop is done in between. */
export async function toBytes(model: Saved, options: SaveOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { tensors, metadata } = await contentsOf(model, metadataOf('toBytes', model, options));
  return joined(safetensorsPieces(tensors, metadata));
}

/** A copy of the strings to keep, which the caller may change at once. @throws {ConfigError} if they are no record */
function metadataOf(where: string, model: Saved, options: SaveOptions): Record<string, string> {
  checkKeys(where, options, ['metadata']);
  const metadata: unknown = options.metadata ?? model.metadata;
  if (!isRecord(metadata)) throw new ConfigError(`${where}: metadata must be a record of strings by name, received ${show(metadata)}.`);
  return { ...metadata } as Record<string, string>;
}

/** The pieces of a file as one array. Other work of the event loop is done in between. */
export async function joined(pieces: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  const turns = new Turns(0);
  let at = 0;
  for (const piece of pieces) {
    for (let from = 0; from < piece.length; from += AT_ONCE) {
      if (turns.over) await turns.next();
      const part = piece.subarray(from, from + AT_ONCE);
      bytes.set(part, at);
      at += part.length;
    }
  }
  return bytes;
}

/** The variables whose values a file stores, by path.
 *  @throws {ConfigError} if two of them have one path */
export function storedVariables(model: Pick<Saved, 'name' | 'paths' | 'draws'>, training: Training | undefined): Map<string, Variable> {
  const all: Path[] = [
    ...model.paths(),
    ['draws', model.draws],
    ...(training?.optimizer.variables ?? []).map((v): Path => [v.name, v]),
  ];
  const found = new Map<string, Variable>();
  for (const [path, v] of all) {
    if (found.has(path))
      throw new ConfigError(`${model.name}: two variables are called '${path}' in files. Give one of them another name.`);
    found.set(path, v);
  }
  return found;
}

/** The contents of a model's file. */
export async function contentsOf(model: Saved, metadata: Readonly<Record<string, string>>): Promise<SafetensorsFile> {
  void model.outputs;
  const training = model.engine.compiled ? model.engine.training('save') : undefined;
  const variables = storedVariables(model, training);
  const configuration = function* (): Pieces<string> {
    return yield* configurationText(yield* configuring(model, training));
  };
  const { values, beside } = await snapshot([...variables.values()], { tell: configuration, version: () => model.engine.version });
  if (depthOf(beside) > DEEPEST)
    throw new ConfigError(
      `${model.name}: models and layers lie one within another so deep that loadModel would refuse the file: its configuration is nested ` +
        `more than ${DEEPEST} levels deep. Save the parts apart, or their weights with saveWeights.`,
    );
  const tensors = Object.fromEntries(
    [...variables].map(([path, v]): [string, StoredTensor] => [path, { dtype: v.dtype, shape: [...v.shape], data: values.get(v)! }]),
  );
  return { tensors, metadata: { ...metadata, myelin: beside } };
}

/** The configuration of a model as it is now, in pieces. It is of one moment if no setting changes meanwhile. */
export const configuring = (model: Network & Layer, training: Training | undefined): Pieces<Configuration> =>
  forOneFile(configuringNow(model, training));

function* configuringNow(model: Network & Layer, training: Training | undefined): Pieces<Configuration> {
  const saved = yield* savingLayer(model);
  const layers = [...layersByPath(model)];
  return {
    format: FORMAT,
    model: saved,
    seed: model.seed,
    epochsTrained: countOf(model.epochs.read()),
    inputs: model.inputs!,
    frozen: layers.filter(([, layer]) => !layer.trainable).map(([path]) => path),
    ...(training === undefined
      ? {}
      : {
          compile: {
            ...compiledConfiguration(training),
            frozen: layers.filter(([, layer]) => !(training.trainable.get(layer) ?? layer.trainable)).map(([path]) => path),
          },
        }),
  };
}

function compiledConfiguration(training: Training): CompileConfiguration {
  return {
    optimizer: savedPart('an optimizer', training.optimizer, OPTIMIZERS, training.optimizer.getConfig()),
    losses: training.losses.map((loss) => (loss === undefined ? null : savedPart('a loss', loss, LOSSES))),
    ...(training.lossWeights.length === 0 ? {} : { lossWeights: training.lossWeights.map((w) => w ?? null) }),
    ...(training.optimizer.averagesInModel ? { averagesInModel: true } : {}),
    metrics: training.figures.map(({ metric, output, weighted }) => ({ ...savedPart('a metric', metric, METRICS), output, weighted })),
  };
}
