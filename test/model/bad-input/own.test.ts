/** What parts of one's own give to the library: traces, drivers, layers, options that are null. */
import {
  activations, compile, ConfigError, DataError, Layer, layers, metrics, Model, ops, optimizers, sequential, ShapeError, tensor, variable,
  type Tensor, type Trace,
} from '../../../src/index.ts';
import { any, net, refused, x, y, type Case } from './refused.ts';

const inTrace = (f: (t: Trace, z: Tensor) => unknown) => (): unknown =>
  compile((t, z) => {
    f(t, z);
    return z;
  })([[1, 2]]);
const v = variable([1, 2], { name: 'v' });

refused([
  ['t.update with a number for two', inTrace((t) => t.update(v, 5)), ShapeError, /v: expected float32 values of shape \[2\], received/],
  ['t.update with null', inTrace((t) => t.update(v, any(null))), DataError, /received null/],
  ['t.update of no variable', inTrace((t) => t.update(any(5), 1)), ConfigError, /t.update: expected a variable.*received 5/],
  ['t.read of no variable', inTrace((t) => t.read(any({}))), ConfigError, /t.read: expected a variable.*received Object/],
  ['t.read of a tensor', inTrace((t, z) => t.read(any(z))), ConfigError, /t.read: expected a variable.*received Tensor/],
  ['t.updateAll of one variable', inTrace((t, z) => t.updateAll(any(v), z)), ConfigError, /t.updateAll: expected an array of variables/],
  ['t.updateAll with numbers', inTrace((t) => t.updateAll([v], any([1, 2]))), ConfigError, /t.updateAll: what holds the values must be/],
  ['t.apply of no effect', inTrace((t) => t.apply(any(null))), ConfigError, /t.apply: the effect must be a tensor, received null/],
  ['t.when without a function', inTrace((t) => t.when(tensor(1), any(null))), ConfigError, /t.when: expected a function of the trace/],
  ['t.scan without a function', inTrace((t) => t.scan(any(null), { length: 2 })), ConfigError, /t.scan: expected a function of the trace/],
  ['t.setMask of numbers', inTrace((t, z) => t.setMask(z, any([1]))), ConfigError, /t.setMask: the mask must be a tensor, received \[1\]/],
  ['t.maskOf of numbers', inTrace((t) => t.maskOf(any([1]))), ConfigError, /t.maskOf: what carries the mask must be a tensor/],
  [
    't.call of no layer',
    inTrace((t, z) => t.call(any(z), z)),
    ConfigError,
    /t.call: expected a layer, received Tensor.*Give the layer first/,
  ],
  ['t.call on nothing', inTrace((t) => t.call(layers.flatten(), any(undefined))), ConfigError, /flatten\w*: an input must be a tensor/],
  ['t.call on numbers', inTrace((t) => t.call(layers.flatten(), any([[1]]))), ConfigError, /an input must be a tensor, received \[1\]/],
  ['t.call with null', inTrace((t, z) => t.call(layers.flatten(), z, any(null))), ConfigError, /flatten\w*: expected an object of options/],
  [
    't.call with a mask of numbers',
    inTrace((t, z) => t.call(layers.flatten(), z, { mask: any([1]) })),
    ConfigError,
    /flatten\w*: the mask must be a tensor/,
  ],
  ['assign of a number to two', () => v.assign(5), ShapeError, /v: expected float32 values of shape \[2\], received float32 of shape \[\]/],
]);

/** A driver whose methods answer what they are told. */
class Told extends optimizers.Driver {
  readonly kind = 'told';
  readonly evaluations: optimizers.Driver['evaluations'];
  readonly begun: unknown;
  readonly course: () => unknown;
  constructor(course: () => unknown, begun: unknown = {}, evaluation: unknown = (_: Trace, loss: () => Tensor) => ({ loss: loss() })) {
    super('told', {}, [], 1);
    this.course = course;
    this.begun = begun;
    this.evaluations = { here: evaluation as never };
  }
  begin(): optimizers.Answers {
    return this.begun as never;
  }
  descend(): never {
    return this.course() as never;
  }
  accept(): void {}
  protected slotNames(): readonly string[] {
    return [];
  }
}
const driven = (...given: ConstructorParameters<typeof Told>) => async (): Promise<unknown> => {
  const model = sequential([layers.dense({ units: 1, inputShape: [2] })]);
  model.compile({ optimizer: new Told(...given), loss: 'mse' });
  return model.fit(x, y);
};

refused([
  ['begin of nothing', driven(() => undefined, undefined as never), ConfigError, /told: descend must be an async generator/],
  ['begin of null', driven(() => undefined, null), ConfigError, /told: begin must answer with a record of tensors.*received null/],
  ['begin of numbers', driven(() => undefined, { loss: 1 }), ConfigError, /the answer 'loss' of begin must be a tensor.*received 1/],
  ['begin of a row', driven(() => undefined, { loss: ops.full([2], 1) }), ConfigError, /answer 'loss' of begin must be a tensor.*\[2\]/],
  ['descend of nothing', driven(() => undefined), ConfigError, /told: descend must be an async generator.*received undefined/],
  ['descend of a promise', driven(async () => [1]), ConfigError, /told: descend must be an async generator.*received Promise/],
  ['a yield of nothing', driven(async function* () { yield; return []; }), ConfigError, /descend must yield { evaluate, at }/],
  [
    'a yield without numbers',
    driven(async function* () { yield { evaluate: 'here' }; return []; }),
    ConfigError,
    /as 'at' of here, an array/,
  ],
  [
    'an end without numbers',
    driven(async function* () {}),
    ConfigError,
    /told: descend must return an array of numbers, received undefined/,
  ],
  ...[async () => ({}), async () => { throw new Error('own'); }, async function* () {}].map((evaluation, i): Case => [
    `an evaluation that is async: ${i}`,
    driven(async function* () { yield { evaluate: 'here', at: [] }; return []; }, {}, evaluation),
    ConfigError,
    /told: evaluate here is recorded, and must not be async/,
  ]),
  [
    'an evaluation that answers nothing',
    driven(async function* () { yield { evaluate: 'here', at: [] }; return []; }, {}, () => undefined),
    ConfigError,
    /told: evaluate here must answer with a record of tensors.*received undefined/,
  ],
  [
    'a number too many for an evaluation',
    driven(async function* () { yield { evaluate: 'here', at: [1] }; return []; }),
    ConfigError,
    /told: evaluate here receives 1 number from descend, and makes nothing of that at position 0/,
  ],
  [
    'a number too many, behind one that is used',
    driven(
      async function* () { yield { evaluate: 'here', at: [1, 2] }; return []; }, {},
      (_: Trace, loss: () => Tensor, one: Tensor) => ({ loss: ops.multiply(loss(), one) }),
    ),
    ConfigError,
    /told: evaluate here receives 2 numbers from descend, and makes nothing of that at position 1/,
  ],
  [
    'a number too many for accept',
    driven(async function* () { yield { evaluate: 'here', at: [] }; return [3]; }),
    ConfigError,
    /told: accept receives 1 number from descend/,
  ],
  [
    'an evaluation that is no function',
    driven(async function* () { yield { evaluate: 'here', at: [] }; return []; }, {}, 5),
    ConfigError,
    /descend asks for an evaluation 'here'/,
  ],
]);

class Same extends Layer {
  readonly kind = 'same';
  constructor(options: unknown) {
    super('same', options as never);
  }
  call(z: Tensor): Tensor {
    return z;
  }
}
class Whole extends Model {
  readonly kind = 'whole';
  constructor(options: unknown) {
    super('whole', options as never);
  }
  call(z: Tensor): Tensor {
    return z;
  }
}
class Nothing extends metrics.Metric {
  readonly kind = 'nothing';
  constructor(options: unknown) {
    super('nothing', options as never);
  }
  update(): void {}
  compute(): number {
    return 0;
  }
}

const WITH_OPTIONS = ['relu', 'leakyRelu', 'elu', 'celu', 'gelu', 'glu', 'hardShrink', 'softShrink', 'squareplus', 'threshold'];

refused([
  ...Object.entries(activations)
    .filter(([name]) => WITH_OPTIONS.includes(name))
    .map(([name, f]) => [name, () => (f as Function)([[1, 2]], null), ConfigError, /an object of options, received null/] as const),
  [
    'a misspelt option of an activation',
    () => activations.elu([1], any({ alhpa: 2 })),
    ConfigError,
    /elu: unknown option 'alhpa'. Did you mean/,
  ],
  ['adamw', () => optimizers.adamw(any(null)), ConfigError, /adamw: expected an object of options, received null/],
  ['a layer of your own', () => new Same(null), ConfigError, /same: expected an object of options, received null/],
  ['a layer of your own with a number', () => new Same(5), ConfigError, /same: expected an object of options, received 5/],
  ['a model of your own', () => new Whole(null), ConfigError, /whole: expected an object of options, received null/],
  ['a metric of your own', () => new Nothing(null), ConfigError, /nothing: expected an object of options, received null/],
  [
    'apply',
    () => layers.dense({ units: 1 }).apply([[1]], any(null)),
    ConfigError,
    /dense\w*: expected an object of options, received null/,
  ],
  ['summary', () => net().summary(any(null)), ConfigError, /summary: expected an object of options, received null/],
  ['summary to no function', () => net().summary({ printFn: any(5) }), ConfigError, /summary: printFn must be a function/],
  [
    'build for no shape',
    () => sequential([layers.dense({ units: 1 })]).build(any(null)),
    ShapeError,
    /build: expected shapes such as \[null, 4\]/,
  ],
  ['build for a number', () => sequential([layers.dense({ units: 1 })]).build(any(5)), ShapeError, /received 5/],
  ['expandDims at null', () => ops.expandDims([1], any(null)), ShapeError, /expandDims: axis must be/],
  ['fit', () => net().fit(x, y, any(null)), ConfigError, /fit: expected an object of options, received null/],
  ['evaluate', () => net().evaluate(x, y, any(null)), ConfigError, /evaluate: expected an object of options, received null/],
  ['predict', () => net().predict(x, any(null)), ConfigError, /predict: expected an object of options, received null/],
  ['trainOnBatch', () => net().trainOnBatch(x, y, any(null)), ConfigError, /trainOnBatch: expected an object of options, received null/],
  ['profile', () => net().profile(x, y, any(null)), ConfigError, /profile: expected an object of options, received null/],
  ['save', () => net().save('/nowhere', any(null)), ConfigError, /save: expected an object of options, received null/],
  [
    'a promise as data',
    () => net().predict(any(Promise.resolve([[1, 2]]))),
    DataError,
    /x: expected a tensor, .* received Promise \(is an await missing\?\)/,
  ],
  [
    'bytes of no kind with a shape',
    () => net().predict(any({ data: new DataView(new ArrayBuffer(2)), shape: [1, 2] })),
    DataError,
    /x: expected a typed array of numbers, received DataView\(2\)/,
  ],
]);
