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

/** Mean of 100 |yTrue - yPred| / |yTrue|. */
export function meanAbsolutePercentageError(options: MetricOptions = {}): Metric {
  METRIC.read('meanAbsolutePercentageError', options);
  return new Mean('meanAbsolutePercentageError', options, 'values', losses.meanAbsolutePercentageError().values, {
    direction: 'down',
  });
}

/** Mean of (log(1 + yTrue) - log(1 + yPred))^2; negative values are as 0. */
export function meanSquaredLogarithmicError(options: MetricOptions = {}): Metric {
  METRIC.read('meanSquaredLogarithmicError', options);
  return new Mean('meanSquaredLogarithmicError', options, 'values', losses.meanSquaredLogarithmicError().values, {
    direction: 'down',
  });
}

/** Mean of log cosh(yPred - yTrue): half the square of small errors, the absolute value of large ones. Its name is 'logcosh'. */
export function logCoshError(options: MetricOptions = {}): Metric {
  METRIC.read('logCoshError', options);
  return new Mean('logCoshError', options, 'values', losses.logCosh().values, { direction: 'down', name: 'logcosh' });
}
