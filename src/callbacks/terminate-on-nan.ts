import type { Callback, TrainedModel } from '../model/callback.ts';

/** Ends training when the loss is NaN or infinite. It checks the loss about twenty times a second, so training does not stop at
 *  every batch for it. */
export function terminateOnNaN(): Callback {
  let model: TrainedModel | undefined;
  return {
    setModel: (given) => void (model = given),
    onTrainProgress: (_samples, logs) => {
      if (!Number.isFinite(logs()['loss'])) model!.stopTraining = true;
    },
  };
}
