import { boolean, options, or } from '../core/declaration.ts';
import type { Callback, TrainedModel } from '../model/callback.ts';

export interface SwapEmaWeightsOptions {
  /** Whether the model has the averages also from the end of each epoch to the beginning of the next, for callbacks behind this one that
   *  save or measure it (default false). */
  swapOnEpoch?: boolean;
}

const OPTIONS = options<SwapEmaWeightsOptions>()({ swapOnEpoch: or(boolean(), false) });

/** Evaluates and predicts with the moving averages of the weights, which an optimizer keeps with `useEma: true`: weights and averages
 *  change places before, and back afterwards. It works for validation in `fit`, and for `evaluate` and `predict` if these are given the
 *  callback. Before the first step there are no averages, and nothing is changed. When a fit ends, the weights become their averages, as
 *  always with useEma. Where Keras 3.15 forgets to change back after a prediction, this callback does so.
 *  @throws {ConfigError} in fit, evaluate and predict, unless the optimizer has useEma: true
 *  @source Keras 3, keras.callbacks.SwapEMAWeights */
export function swapEmaWeights(options: SwapEmaWeightsOptions = {}): Callback {
  const { swapOnEpoch } = OPTIONS.read('swapEmaWeights', options);
  let model: TrainedModel | undefined;
  const averaged = (inModel: boolean) => (): Promise<void> => model!.swapAverages(inModel);
  return {
    setModel: (given) => {
      given.optimizer.mustAverage('swapEmaWeights');
      model = given;
    },
    onTestBegin: averaged(true),
    onTestEnd: averaged(false),
    onPredictBegin: averaged(true),
    onPredictEnd: averaged(false),
    ...(swapOnEpoch ? { onEpochBegin: averaged(false), onEpochEnd: averaged(true) } : {}),
  };
}
