import * as losses from '../losses/factories.ts';
import { Mean } from './mean.ts';
import { METRIC, type Metric, type MetricOptions } from './metric.ts';

const DOWN = { direction: 'down' } as const;

/** Mean of max(1 - yTrue yPred, 0). Targets are -1 and 1; a batch whose targets are 0 and 1 throughout is converted. */
export function hinge(options: MetricOptions = {}): Metric {
  METRIC.read('hinge', options);
  return new Mean('hinge', options, 'values', losses.hinge().values, DOWN);
}

/** Mean of max(1 - yTrue yPred, 0)^2. Targets are -1 and 1; a batch whose targets are 0 and 1 throughout is converted. */
export function squaredHinge(options: MetricOptions = {}): Metric {
  METRIC.read('squaredHinge', options);
  return new Mean('squaredHinge', options, 'values', losses.squaredHinge().values, DOWN);
}

/** Mean of how far the prediction of the target's class is from being larger by 1 than all others. Targets are one-hot rows. */
export function categoricalHinge(options: MetricOptions = {}): Metric {
  METRIC.read('categoricalHinge', options);
  return new Mean('categoricalHinge', options, 'values', losses.categoricalHinge().values, DOWN);
}
