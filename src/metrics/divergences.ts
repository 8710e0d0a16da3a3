import * as losses from '../losses/factories.ts';
import { Mean } from './mean.ts';
import { METRIC, type Metric, type MetricOptions } from './metric.ts';

const DOWN = { direction: 'down' } as const;

/** Mean of sum(yTrue log(yTrue / yPred)) over the last axis, whose values are probabilities. */
export function klDivergence(options: MetricOptions = {}): Metric {
  METRIC.read('klDivergence', options);
  return new Mean('klDivergence', options, 'values', losses.klDivergence().values, DOWN);
}

/** Mean of yPred - yTrue log(yPred): targets are counts, predictions their expected number. */
export function poisson(options: MetricOptions = {}): Metric {
  METRIC.read('poisson', options);
  return new Mean('poisson', options, 'values', losses.poisson().values, DOWN);
}
