import { ConfigError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { checkKeys } from '../core/options.ts';
import { forOneFile, savedPart } from '../core/saved.ts';
import { writeSafetensors, type StoredTensor } from '../formats/safetensors.ts';
import { countOf } from '../graph/counter.ts';
import type { Variable } from '../graph/variable.ts';
import { layersByPath } from '../layers/as-compiled.ts';
import type { Layer } from '../layers/layer.ts';
import { savedLayer } from '../layers/saved-layer.ts';
import type { Path } from '../layers/sublayers.ts';
import { LOSSES } from '../losses/registry.ts';
import { METRICS } from '../metrics/registry.ts';
import { OPTIMIZERS } from '../optimizers/registry.ts';
import { FORMAT, type CompileConfiguration, type Configuration } from './configuration.ts';
import { configurationText } from './json.ts';
import type { Engine } from './engine.ts';
import type { Network } from './network.ts';
import type { Training } from './training.ts';

export interface SaveOptions {
  /** Strings to keep with the model, read back as `model.metadata`. */
  metadata?: Readonly<Record<string, string>>;
}

/** The parts of a model that are saved. */
export type Saved = Network & Layer & { readonly engine: Engine; readonly metadata: Readonly<Record<string, string>> };

/** Saves a model to a file. Writes a new file beside the old one first, so that an interrupted save never leaves half a model.
 *  If the path is a link, its target is replaced. A device or a pipe is written directly. */
export async function save(model: Saved, path: string, options: SaveOptions): Promise<void> {
  if (typeof path !== 'string' || path === '') throw new ConfigError(`save: expected a path, received ${show(path)}.`);
  const { realpath, rename, rm, stat, writeFile } = host().files('save');
  const bytes = toBytes('save', model, options);
  const there = await stat(path).catch(() => undefined);
  if (there !== undefined && !there.isFile()) return writeFile(path, bytes);
  const file = there === undefined ? path : await realpath(path);
  const beside = `${file}.${crypto.randomUUID()}.part`;
  try {
    await writeFile(beside, bytes);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** The variables whose values a file stores, by path.
 *  @throws {ConfigError} if two of them have one path */
export function storedVariables(model: Saved, training: Training | undefined): Map<string, Variable> {
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

/** A model as the bytes of a file. @param where  the call that wants them */
export function toBytes(where: string, model: Saved, options: SaveOptions): Uint8Array<ArrayBuffer> {
  checkKeys(where, options, ['metadata']);
  void model.outputs;
  const training = model.engine.compiled ? model.engine.training(where) : undefined;
  const tensors = Object.fromEntries(
    [...storedVariables(model, training)].map(([path, v]): [string, StoredTensor] => [
      path,
      { dtype: v.dtype, shape: [...v.shape], data: v.read() },
    ]),
  );
  const layers = [...layersByPath(model)];
  const configuration = forOneFile((): Configuration => ({
    format: FORMAT,
    model: savedLayer(model),
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
  }));
  return writeSafetensors(tensors, { ...(options.metadata ?? model.metadata), myelin: configurationText(configuration) });
}

function compiledConfiguration(training: Training): CompileConfiguration {
  return {
    optimizer: savedPart('an optimizer', training.optimizer, OPTIMIZERS, training.optimizer.getConfig()),
    losses: training.losses.map((loss) => (loss === undefined ? null : savedPart('a loss', loss, LOSSES))),
    ...(training.lossWeights.length === 0 ? {} : { lossWeights: training.lossWeights.map((w) => w ?? null) }),
    metrics: training.figures.map(({ metric, output, weighted }) => ({ ...savedPart('a metric', metric, METRICS), output, weighted })),
  };
}
