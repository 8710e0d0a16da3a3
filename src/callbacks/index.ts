export { csvLogger, type CsvLoggerOptions } from './csv-logger.ts';
export { EarlyStopping, earlyStopping, type EarlyStoppingOptions } from './early-stopping.ts';
export { lambdaCallback, type LambdaCallbackOptions } from './lambda-callback.ts';
export { learningRateScheduler, type LearningRateSchedulerOptions } from './learning-rate-scheduler.ts';
export { reduceLROnPlateau, type ReduceLROnPlateauOptions } from './reduce-lr-on-plateau.ts';
export { swapEmaWeights, type SwapEmaWeightsOptions } from './swap-ema-weights.ts';
export { terminateOnNaN } from './terminate-on-nan.ts';
export type { Mode, MonitorOptions } from './monitor.ts';
