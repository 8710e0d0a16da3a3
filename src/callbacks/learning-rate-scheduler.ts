import { kept, options } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { checkNumber } from '../core/options.ts';
import type { Callback, TrainedModel } from '../model/callback.ts';

export interface LearningRateSchedulerOptions {
  /** The learning rate of an epoch. Epochs are counted from 0.
   *  @param rate  the learning rate of the epoch before */
  schedule: (epoch: number, rate: number) => number;
}

const OPTIONS = options<LearningRateSchedulerOptions>()({
  schedule: kept((where, name, given: LearningRateSchedulerOptions['schedule']) => {
    if (typeof given === 'function') return given;
    throw new ConfigError(`${where}: ${name} must be a function of (epoch, rate), received ${show(given)}.`);
  }),
});

/** Sets the learning rate at the beginning of every epoch. The history gets a list `learningRate`.
 *  @throws {ConfigError} in fit, if the optimizer follows a schedule of its own, or if the answer is no number >= 0 */
export function learningRateScheduler(options: LearningRateSchedulerOptions): Callback {
  const { schedule } = OPTIONS.read('learningRateScheduler', options);
  let model: TrainedModel | undefined;
  return {
    setModel: (given) => void (model = given),
    onEpochBegin: (epoch) => {
      const { optimizer } = model!;
      optimizer.learningRate = checkNumber('learningRateScheduler', "the schedule's answer", schedule(epoch, optimizer.learningRate), {
        least: 0,
      });
    },
    onEpochEnd: (_epoch, logs) => void (logs['learningRate'] = model!.optimizer.learningRate),
  };
}
