import * as losses from '../losses/factories.ts';
import { square, subtract } from '../op/elementwise.ts';
import { Mean } from './mean.ts';
import { METRIC, type Metric, type MetricOptions } from './metric.ts';

/** Mean of the squared errors. */
export function meanSquaredError(options: MetricOptions = {}): Metric {
  METRIC.read('meanSquaredError', options);
  return new Mean('meanSquaredError', options, 'values', losses.meanSquaredError().values, { direction: 'down' });
}

/** Mean of the absolute errors. */
export function meanAbsoluteError(options: MetricOptions = {}): Metric {
  METRIC.read('meanAbsoluteError', options);
  return new Mean('meanAbsoluteError', options, 'values', losses.meanAbsoluteError().values, { direction: 'down' });
}

/** Square root of the mean of all squared errors. */
export function rootMeanSquaredError(options: MetricOptions = {}): Metric {
  METRIC.read('rootMeanSquaredError', options);
  return new Mean('rootMeanSquaredError', options, 'values', (yTrue, yPred) => square(subtract(yPred, yTrue)), {
    direction: 'down',
    finish: Math.sqrt,
  });
}
