import { randomUUID } from 'node:crypto';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { ConfigError, show } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { writeSafetensors, type StoredTensor } from '../formats/safetensors.ts';
import { countOf } from '../graph/counter.ts';
import type { Variable } from '../graph/variable.ts';
import type { Path } from '../layers/sublayers.ts';
import { FORMAT, type CompileConfiguration, type Configuration, type Named } from './configuration.ts';
import type { Engine } from './engine.ts';
import type { Network } from './network.ts';
import type { Training } from './training.ts';

export interface SaveOptions {
  /** Strings to keep with the model, read back as `model.metadata`. */
  metadata?: Readonly<Record<string, string>>;
}

/** The parts of a model that are saved. */
export interface Saved extends Network {
  readonly kind: string;
  readonly engine: Engine;
  readonly metadata: Readonly<Record<string, string>>;
  getConfig(): Record<string, unknown>;
  paths(): readonly Path[];
}

/** Saves a model to a file. Writes a new file beside the old one first, so that an interrupted save never leaves half a model.
 *  If the path is a link, its target is replaced. A device or a pipe is written directly. */
export async function save(model: Saved, path: string, options: SaveOptions): Promise<void> {
  checkKeys('save', options, ['metadata']);
  if (typeof path !== 'string' || path === '') throw new ConfigError(`save: expected a path, received ${show(path)}.`);
  const bytes = modelToBytes(model, options.metadata ?? model.metadata);
  const there = await stat(path).catch(() => undefined);
  if (there !== undefined && !there.isFile()) return writeFile(path, bytes);
  const file = there === undefined ? path : await realpath(path);
  const beside = `${file}.${randomUUID()}.part`;
  try {
    await writeFile(beside, bytes);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** The variables whose values a file stores, by path. */
export function storedVariables(model: Saved, training: Training | undefined): Map<string, Variable> {
  return new Map([
    ...model.paths(),
    ['draws', model.draws] as const,
    ...(training?.optimizer.variables ?? []).map((v) => [v.name, v] as const),
  ]);
}

const named = ({ kind, config }: { kind: string; config: Readonly<Record<string, unknown>> }): Named => ({ kind, config: { ...config } });

function modelToBytes(model: Saved, metadata: Readonly<Record<string, string>>): Uint8Array {
  void model.outputs;
  const training = model.engine.compiled ? model.engine.training('save') : undefined;
  const tensors = Object.fromEntries(
    [...storedVariables(model, training)].map(([path, v]): [string, StoredTensor] => [
      path,
      { dtype: v.dtype, shape: [...v.shape], data: v.read() },
    ]),
  );
  const configuration: Configuration = {
    format: FORMAT,
    model: { kind: model.kind, config: model.getConfig() },
    seed: model.seed,
    epochsTrained: countOf(model.epochs.read()),
    inputs: model.inputs!,
    ...(training === undefined ? {} : { compile: compiledConfiguration(training) }),
  };
  return writeSafetensors(tensors, { ...metadata, myelin: JSON.stringify(configuration) });
}

function compiledConfiguration(training: Training): CompileConfiguration {
  return {
    optimizer: { kind: training.optimizer.kind, config: training.optimizer.getConfig() },
    losses: training.losses.map((loss) => (loss === undefined ? null : named(loss))),
    ...(training.lossWeights.length === 0 ? {} : { lossWeights: training.lossWeights.map((w) => w ?? null) }),
    metrics: training.figures.map(({ metric, output, weighted }) => ({ ...named(metric), output, weighted })),
  };
}
