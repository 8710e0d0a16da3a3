import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { ConfigError, show } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { writeSafetensors, type StoredTensor } from '../formats/safetensors.ts';
import { FORMAT, type Configuration, type Named } from './configuration.ts';
import type { Sequential } from './sequential.ts';

export interface SaveOptions {
  /** Strings to keep with the model, read back as `model.metadata`. */
  metadata?: Readonly<Record<string, string>>;
}

/** Writes beside the file first, so that a broken-off save never leaves half a model. What a link points to is replaced,
 *  not the link; a device or a pipe is written to as it is. */
export async function save(model: Sequential, path: string, options: SaveOptions): Promise<void> {
  checkKeys('save', options, ['metadata']);
  if (typeof path !== 'string' || path === '') throw new ConfigError(`save: expected a path, received ${show(path)}.`);
  const bytes = modelToBytes(model, options.metadata ?? model.metadata);
  const there = await stat(path).catch(() => undefined);
  if (there !== undefined && !there.isFile()) return writeFile(path, bytes);
  const file = there === undefined ? path : await realpath(path);
  const beside = `${file}.${process.pid}.part`;
  try {
    await writeFile(beside, bytes);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

const named = ({ kind, config }: { kind: string; config: Readonly<Record<string, unknown>> }): Named => ({ kind, config: { ...config } });

function modelToBytes(model: Sequential, metadata: Readonly<Record<string, string>>): Uint8Array {
  void model.layerShapes;
  const training = model.compiled ? model.training('save') : undefined;
  const variables = [...model.weights, model.draws, ...(training?.optimizer.variables ?? [])];
  const tensors = Object.fromEntries(variables.map((v): [string, StoredTensor] => [v.name, { dtype: v.dtype, shape: [...v.shape], data: v.read() }]));
  const configuration: Configuration = {
    format: FORMAT,
    kind: 'sequential',
    name: model.name,
    seed: model.seed,
    epochsTrained: model.epochs.read()[0]!,
    inputShape: model.inputShape!.slice(1).map((d) => d!),
    layers: model.layers.map((l) => ({ kind: l.kind, config: l.getConfig() })),
    ...(training === undefined
      ? {}
      : {
          compile: {
            optimizer: { kind: training.optimizer.kind, config: training.optimizer.getConfig() },
            loss: named(training.loss),
            metrics: training.metrics.map(named),
            weightedMetrics: training.weightedMetrics.map(named),
          },
        }),
  };
  return writeSafetensors(tensors, { ...metadata, myelin: JSON.stringify(configuration) });
}
