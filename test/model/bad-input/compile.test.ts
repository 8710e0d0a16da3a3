/** What compile, losses, metrics and optimizers refuse. */
import { ConfigError, losses, metrics, optimizers, sequential, variable } from '../../../src/index.ts';
import { Silent, any, classifier, net, refused, x, y } from './refused.ts';

refused([
  [
    'unknown optimizer',
    () => net().compile({ optimizer: 'adm' as never, loss: 'mse' }),
    ConfigError,
    /unknown optimizer 'adm'. Did you mean 'adam'\?/,
  ],
  ['no optimizer', () => net().compile({ optimizer: any(3), loss: 'mse' }), ConfigError, /optimizer must be/],
  ['thresholds that no memory holds', () => metrics.auc({ numThresholds: 2 ** 31 }), ConfigError, /numThresholds/],
  ['a map as loss', () => net().compile({ optimizer: 'sgd', loss: any(new Map()) }), ConfigError, /loss must be a name, a loss/],
  ['a list as one of the losses', () => net().compile({ optimizer: 'sgd', loss: any([['mse']]) }), ConfigError, /loss must be a name/],
  [
    'unknown loss',
    () => net().compile({ optimizer: 'sgd', loss: any('meanSquareError') }),
    ConfigError,
    /Did you mean 'meanSquaredError'\?/,
  ],
  [
    'unknown metric',
    () => net().compile({ optimizer: 'sgd', loss: 'mse', metrics: ['acuracy' as never] }),
    ConfigError,
    /Did you mean 'accuracy'\?/,
  ],
  [
    'a metric that is no list',
    () => net().compile({ optimizer: 'sgd', loss: 'mse', metrics: any('accuracy') }),
    ConfigError,
    /compile: metrics must be an array of metrics, received 'accuracy'/,
  ],
  [
    'a metric that cannot read the targets',
    () => {
      const model = classifier();
      model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy', metrics: ['mse'] });
    },
    ConfigError,
    /meanSquaredError measures targets .* takes class numbers/,
  ],
  [
    'a loss that gives no tensor',
    () => {
      const model = net();
      model.compile({
        optimizer: 'sgd',
        loss: any(function flat() {
          return 3;
        }),
      });
      return model.fit(x, y);
    },
    ConfigError,
    /flat: expected the function to answer with a tensor, received 3/,
  ],
  [
    'a metric that gives no tensor',
    () => {
      const model = net();
      model.compile({ optimizer: 'sgd', loss: 'mse', metrics: [any(() => undefined)] });
      return model.fit(x, y);
    },
    ConfigError,
    /metric: expected the function to answer with a tensor, received undefined/,
  ],
  [
    'a layer that gives no tensor',
    () => sequential([new Silent('silent', { inputShape: [2] })]),
    ConfigError,
    /silent: expected the function to answer with a tensor, received null/,
  ],
  [
    'an optimizer for two models',
    () => {
      const optimizer = optimizers.adam();
      for (const model of [net(), net()]) model.compile({ optimizer, loss: 'bce' });
    },
    ConfigError,
    /adam: this optimizer holds the state of other weights .*Make a new optimizer for each model/,
  ],
  [
    'an optimizer for other variables',
    () => {
      const optimizer = optimizers.sgd();
      for (const v of [variable([1]), variable([1])]) optimizer.applyGradients([[[1], v]]);
    },
    ConfigError,
    /sgd: this optimizer holds the state of other weights/,
  ],
  ['negative learning rate', () => optimizers.sgd({ learningRate: -1 }), ConfigError, /learningRate must be a number >= 0/],
  [
    'weights that do not decay, without names',
    () => optimizers.sgd({ excludeFromWeightDecay: any({ names: ['bias'] }) }),
    ConfigError,
    /sgd: excludeFromWeightDecay must be \{ varNames \}, an array of strings, received Object \{names\}/,
  ],
  [
    'a pattern that is none',
    () => optimizers.adam({ weightDecay: 0.1, excludeFromWeightDecay: { varNames: ['('] } }),
    ConfigError,
    /excludeFromWeightDecay has '\(', which is no regular expression/,
  ],
  ['beta1 of 1', () => optimizers.adam({ beta1: 1 }), ConfigError, /beta1 must be a number >= 0 and < 1/],
  ['label smoothing 2', () => losses.categoricalCrossentropy({ labelSmoothing: 2 }), ConfigError, /labelSmoothing/],
  ['unknown reduction', () => losses.meanSquaredError({ reduction: any('average') }), ConfigError, /unknown reduction/],
  [
    'a reduction that is a number',
    () => losses.meanSquaredError({ reduction: any(3) }),
    ConfigError,
    /unknown reduction of meanSquaredError 3/,
  ],
  ['top 0', () => metrics.topKCategoricalAccuracy({ k: 0 }), ConfigError, /k must be an integer >= 1/],
]);
