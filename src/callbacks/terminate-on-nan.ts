import type { Callback, TrainedModel } from '../model/callback.ts';

/** Ends training as soon as the loss is seen to be NaN or infinite: within a twentieth of a second, without holding training
 *  up at every batch. */
export function terminateOnNaN(): Callback {
  let model: TrainedModel | undefined;
  return {
    setModel: (given) => void (model = given),
    onTrainProgress: (_samples, logs) => {
      if (!Number.isFinite(logs()['loss'])) model!.stopTraining = true;
    },
  };
}
