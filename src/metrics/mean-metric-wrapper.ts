import { kept } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { madeOf } from '../core/saved.ts';
import { mustBeOfSamples } from '../graph/answers.ts';
import type { Tensor } from '../graph/tensor.ts';
import { Mean } from './mean.ts';
import { METRIC, type Metric, type MetricOptions } from './metric.ts';

export interface MeanMetricWrapperOptions extends MetricOptions {
  /** Computes values of each sample from targets and predictions, in ops. Targets that are class numbers come as int32. */
  fn: (yTrue: Tensor, yPred: Tensor) => Tensor;
}

const OPTIONS = METRIC.extend<MeanMetricWrapperOptions>()({
  fn: kept((where, name, given: MeanMetricWrapperOptions['fn']) => {
    if (typeof given === 'function') return given;
    throw new ConfigError(`${where}: ${name} must be a function of (yTrue, yPred), received ${show(given)}.`);
  }),
});

/** The weighted mean of a function's values. A file keeps the function itself as a metric, by its name: it is loaded by
 *  `customObjects`, as one that was given to compile is. A wrapper with a name of its own is refused when the model is saved.
 *  @throws {ConfigError | ShapeError} in an update, if the function does not answer with a tensor of values of samples
 *  @example
 *  const largest = metrics.meanMetricWrapper({ fn: (yTrue, yPred) => ops.max(ops.abs(ops.subtract(yTrue, yPred)), { axis: -1 }) }); */
export function meanMetricWrapper(options: MeanMetricWrapperOptions): Metric {
  const { fn } = OPTIONS.read('meanMetricWrapper', options);
  const mean = new Mean('meanMetricWrapper', options, 'either', (yTrue, yPred) =>
    mustBeOfSamples('meanMetricWrapper', fn(yTrue, yPred), yPred),
  );
  return options.name === undefined ? madeOf(mean, fn, fn.name) : mean;
}
