import { checkKeys } from '../core/options.ts';
import { abs, square, subtract } from '../op/elementwise.ts';
import { mean } from '../op/reduce.ts';
import { Mean } from './mean.ts';
import type { Metric, MetricOptions } from './metric.ts';

export function meanSquaredError(options: MetricOptions = {}): Metric {
  checkKeys('meanSquaredError', options, ['name']);
  return new Mean('meanSquaredError', options, 'values', (yTrue, yPred) => mean(square(subtract(yPred, yTrue)), { axis: -1 }), {
    direction: 'down',
  });
}

export function meanAbsoluteError(options: MetricOptions = {}): Metric {
  checkKeys('meanAbsoluteError', options, ['name']);
  return new Mean('meanAbsoluteError', options, 'values', (yTrue, yPred) => mean(abs(subtract(yPred, yTrue)), { axis: -1 }), {
    direction: 'down',
  });
}

/** Square root of the mean of all squared errors. */
export function rootMeanSquaredError(options: MetricOptions = {}): Metric {
  checkKeys('rootMeanSquaredError', options, ['name']);
  return new Mean('rootMeanSquaredError', options, 'values', (yTrue, yPred) => mean(square(subtract(yPred, yTrue)), { axis: -1 }), {
    direction: 'down', finish: Math.sqrt,
  });
}
