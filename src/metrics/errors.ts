import { checkKeys } from '../core/options.ts';
import { abs, square, subtract } from '../op/elementwise.ts';
import { mean } from '../op/reduce.ts';
import type { MetricOptions } from './accuracy.ts';
import { Metric } from './metric.ts';

export function meanSquaredError(options: MetricOptions = {}): Metric {
  checkKeys('meanSquaredError', options, ['name']);
  return new Metric('meanSquaredError', options, 'values', (yTrue, yPred) => mean(square(subtract(yPred, yTrue)), { axis: -1 }));
}

export function meanAbsoluteError(options: MetricOptions = {}): Metric {
  checkKeys('meanAbsoluteError', options, ['name']);
  return new Metric('meanAbsoluteError', options, 'values', (yTrue, yPred) => mean(abs(subtract(yPred, yTrue)), { axis: -1 }));
}
