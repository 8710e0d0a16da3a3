import { ConfigError, show } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { forOneFile, savedPart } from '../core/saved.ts';
import { safetensorsPieces, type SafetensorsFile, type StoredTensor } from '../formats/safetensors.ts';
import { writeWhole } from '../formats/write-file.ts';
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
import { snapshot } from '../run/snapshot.ts';
import type { Engine } from './engine.ts';
import type { Network } from './network.ts';
import type { Training } from './training.ts';

export interface SaveOptions {
  /** Strings to keep with the model, read back as `model.metadata`. */
  metadata?: Readonly<Record<string, string>>;
}

/** The parts of a model that are saved. */
export type Saved = Network & Layer & { readonly engine: Engine; readonly metadata: Readonly<Record<string, string>> };

/** Saves a model to a file: as it is at one moment, between the call and the end of the promise. What is at the path before stays whole
 *  until all is on the disk; see `writeWhole`. */
export async function save(model: Saved, path: string, options: SaveOptions): Promise<void> {
  checkKeys('save', options, ['metadata']);
  if (typeof path !== 'string' || path === '') throw new ConfigError(`save: expected a path, received ${show(path)}.`);
  const { tensors, metadata } = await contentsOf(model, options.metadata ?? model.metadata);
  await writeWhole('save', path, safetensorsPieces(tensors, metadata));
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

/** The contents of a model's file. */
export async function contentsOf(model: Saved, metadata: Readonly<Record<string, string>>): Promise<SafetensorsFile> {
  void model.outputs;
  const training = model.engine.compiled ? model.engine.training('save') : undefined;
  const variables = storedVariables(model, training);
  const { values, beside } = await snapshot([...variables.values()], () => configurationText(configurationOf(model, training)));
  const tensors = Object.fromEntries(
    [...variables].map(([path, v]): [string, StoredTensor] => [path, { dtype: v.dtype, shape: [...v.shape], data: values.get(v)! }]),
  );
  return { tensors, metadata: { ...metadata, myelin: beside } };
}

function configurationOf(model: Saved, training: Training | undefined): Configuration {
  const layers = [...layersByPath(model)];
  return forOneFile((): Configuration => ({
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
}

function compiledConfiguration(training: Training): CompileConfiguration {
  return {
    optimizer: savedPart('an optimizer', training.optimizer, OPTIMIZERS, training.optimizer.getConfig()),
    losses: training.losses.map((loss) => (loss === undefined ? null : savedPart('a loss', loss, LOSSES))),
    ...(training.lossWeights.length === 0 ? {} : { lossWeights: training.lossWeights.map((w) => w ?? null) }),
    metrics: training.figures.map(({ metric, output, weighted }) => ({ ...savedPart('a metric', metric, METRICS), output, weighted })),
  };
}
