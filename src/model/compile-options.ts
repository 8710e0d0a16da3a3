import { ConfigError, show } from '../core/errors.ts';
import { isRecord } from '../core/realm.ts';
import type { Spec } from '../graph/symbolic.ts';
import type { Loss, LossLike } from '../losses/index.ts';
import { resolveLoss } from '../losses/registry.ts';
import { resolveMetric } from '../metrics/registry.ts';
import type { OptimizerLike } from '../optimizers/index.ts';
import { resolveOptimizer } from '../optimizers/registry.ts';
import type { MetricsOption } from './figures.ts';
import type { PerPlace } from './network.ts';
import { perPlace } from './per-output.ts';

/** @typeParam M, W  the metrics, by which the figures of the model are known */
export interface CompileOptions<M extends MetricsOption = MetricsOption, W extends MetricsOption = MetricsOption> {
  /** The rule that changes weights by their gradients (default 'rmsprop', as in Keras). */
  optimizer?: OptimizerLike;
  /** The loss that training minimises: one for all outputs, or one for each, by position or by name. Without it, the losses
   *  that layers add (`t.addLoss`) are the only ones. */
  loss?: PerPlace<LossLike>;
  /** The factor of each output's loss, by position or by name; a number if there is one output. */
  lossWeights?: number | readonly number[] | Readonly<Record<string, number>>;
  /** Metrics in which all samples count alike. With several outputs: a list for each, by position or by name. */
  metrics?: M;
  /** Metrics with sample and class weights. If `metrics` has the same name, the prefix `weighted` is added. */
  weightedMetrics?: W;
}

/** Checks options before the network's shapes are known. @throws {ConfigError} on options that cannot work */
export function checkCompileOptions(options: CompileOptions): void {
  resolveOptimizer(options.optimizer ?? 'rmsprop');
  const { loss } = options;
  const single =
    loss === undefined || Array.isArray(loss) || (isRecord(loss) && !isLoss(loss)) ? undefined : resolveLoss(loss as LossLike);
  for (const option of ['metrics', 'weightedMetrics'] as const) {
    const given = options[option];
    if (given === undefined || given === null || isRecord(given)) continue;
    if (!Array.isArray(given)) throw new ConfigError(`compile: ${option} must be an array of metrics, received ${show(given)}.`);
    for (const m of given.flat()) if (m !== null && m !== undefined) resolveMetric(m as never, single, 1);
  }
}

const isLoss = (value: object): boolean => typeof (value as Loss).values === 'function';

/** The loss of each output. */
export function lossesOf(given: CompileOptions['loss'], outputs: readonly Spec[]): (Loss | undefined)[] {
  if (given === undefined) return outputs.map(() => undefined);
  if (Array.isArray(given) || (isRecord(given) && !isLoss(given))) {
    return perPlace<LossLike>('compile: loss', 'output', given as never, outputs).map((l) =>
      l === undefined ? undefined : reducing(resolveLoss(l)),
    );
  }
  return outputs.map(() => reducing(resolveLoss(given as LossLike)));
}

/** @throws {ConfigError} on a loss that does not reduce to one number */
function reducing(loss: Loss): Loss {
  if (loss.reduction === 'none')
    throw new ConfigError(
      `compile: ${loss.kind} has the reduction 'none', and training needs one number for a batch. ` +
      `Choose 'sumOverBatchSize', 'meanWithSampleWeight' or 'sum'.`,
    );
  return loss;
}
