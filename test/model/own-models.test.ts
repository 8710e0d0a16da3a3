/** Layers and models of the user's own, also those that extend Functional or Sequential: files name their class. */
import { expect, test } from 'vitest';
import { ConfigError, Functional, input, Layer, layers, loadModel, losses, Model, model, ops } from '../../src/index.ts';
import { Sequential, sequential } from '../../src/index.ts';
import type { FunctionalOptions, LayerLike, ModelOptions, Step, Tensor, TensorLike, Trace } from '../../src/index.ts';
import type { CallArguments } from '../../src/trace/trace.ts';
import type { LayerOptions } from '../../src/layers/index.ts';
import { refusal, roundTrip, save } from './round-trip.ts';
import { circle } from './tables.ts';

const { x, y } = circle(48);

/** A functional model with a loss of its own. */
class Squared extends Functional {
  override computeLoss(t: Trace, step: Step): Tensor {
    return ops.add(super.computeLoss(t, step), ops.multiply(ops.mean(ops.square(step.outputs[0]!)), 0.1));
  }
}
/** A sequential model with a call of its own. */
class Doubled extends Sequential {
  override call(given: Tensor, t: Trace, args: CallArguments): Tensor {
    return ops.multiply(super.call(given, t, args), 2);
  }
}
/** A kind and an option of its own. */
class Scaled extends Sequential {
  override readonly kind = 'scaled';
  readonly factor: number;
  constructor(parts: readonly LayerLike[], { factor, ...options }: ModelOptions & { factor: number }) {
    super(parts, options);
    this.factor = factor;
  }
  override call(given: Tensor, t: Trace, args: CallArguments): Tensor {
    return ops.multiply(super.call(given, t, args), this.factor);
  }
  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), factor: this.factor };
  }
}
/** Makes its layers itself. */
class Whole extends Functional {
  constructor({ units, ...options }: ModelOptions & { units: number }) {
    const given = input({ shape: [2], name: 'given' });
    const hidden = layers.dense({ units, activation: 'tanh', name: 'hidden' }).apply(given);
    super({ inputs: given, outputs: layers.dense({ units: 1, name: 'end' }).apply(hidden), ...options });
    this.#units = units;
  }
  readonly #units: number;
  override getConfig(): Record<string, unknown> {
    return { name: this.name, seed: this.seed, units: this.#units };
  }
}
class Scale extends Layer {
  readonly kind = 'scale';
  readonly factor: number;
  constructor({ factor, ...options }: LayerOptions & { factor: number }) {
    super('scale', options);
    this.factor = factor;
  }
  call(given: Tensor): Tensor {
    return ops.multiply(given, this.factor);
  }
  override getConfig(): Record<string, unknown> {
    return { ...super.getConfig(), factor: this.factor };
  }
}
class Twin extends Model {
  readonly kind = 'twin';
  readonly left = layers.dense({ units: 3, name: 'left' });
  readonly joined = layers.dense({ units: 1, name: 'joined' });
  constructor(options: ModelOptions = {}) {
    super('twin', options);
  }
  call(given: Tensor, t: Trace): Tensor {
    return t.call(this.joined, t.call(this.left, given)) as Tensor;
  }
}

const parts = (): Layer[] => [
  layers.dense({ units: 4, activation: 'tanh', inputShape: [2] }),
  layers.dropout({ rate: 0.2 }),
  layers.dense({ units: 1 }),
];
const ends = (): Pick<FunctionalOptions, 'inputs' | 'outputs'> => {
  const given = input({ shape: [2] });
  const hidden = layers.dense({ units: 4, activation: 'tanh' }).apply(given);
  return { inputs: given, outputs: { a: layers.dense({ units: 1 }).apply(hidden) } };
};
const compiled = <M extends Model<unknown>>(net: M): M => {
  net.compile({ optimizer: 'adam', loss: 'mse' });
  return net;
};

const CASES: Readonly<Record<string, readonly [make: () => Model<unknown>, given: Parameters<typeof roundTrip>[1], unknown: RegExp]>> = {
  'a functional model, by its class': [
    () => compiled(new Squared({ ...ends(), seed: 2, name: 'net' })), { Squared }, /unknown layer 'Squared'/,
  ],
  'a functional model, by a function': [
    () => compiled(new Squared({ ...ends(), seed: 2 })), { Squared: (config) => new Squared(config) }, /unknown layer 'Squared'/,
  ],
  'a sequential model, by its class': [() => compiled(new Doubled(parts(), { seed: 3 })), { Doubled }, /unknown layer 'Doubled'/],
  'a sequential model, by a function': [
    () => compiled(new Doubled(parts(), { seed: 3 })),
    { Doubled: ({ layers: of, ...rest }) => new Doubled(of, rest) }, /unknown layer 'Doubled'/,
  ],
  'a sequential model with a kind and an option of its own': [
    () => compiled(new Scaled(parts(), { seed: 3, factor: 3 })), { scaled: Scaled }, /unknown layer 'scaled'/,
  ],
  'a functional model that makes its layers itself': [
    () => compiled(new Whole({ units: 4, seed: 5, name: 'whole' })), { Whole }, /unknown layer 'Whole'/,
  ],
  'such models and layers within a model': [
    () => compiled(sequential([new Doubled(parts(), { seed: 3 }), new Scale({ factor: 0.5 }), layers.dense({ units: 1 })], { seed: 1 })),
    { Doubled, scale: Scale }, /unknown layer 'Doubled'/,
  ],
  'a model of one\'s own': [() => compiled(new Twin({ seed: 4, name: 'twin' })), { twin: Twin }, /unknown layer 'twin'/],
};

test.each(Object.entries(CASES))('%s', async (_, [make, given, unknown]) => {
  const again = await roundTrip(make, given, unknown, [x, y]);
  expect(again.constructor).toBe(make().constructor);
});

test('a model without a class of its own is loaded as before; predictions keep their form', async () => {
  const plain = model({ ...ends(), seed: 2 });
  expect((await loadModel<typeof plain>(await save(plain))).constructor).toBe(Functional);
  const own = await loadModel<Squared>(await save(new Squared({ ...ends(), seed: 2 })), { customObjects: { Squared } });
  expect(Object.keys(own.predictSync([[1, 2]]))).toEqual(['a']);
});

test('a class that a file could not name is refused when it is saved', async () => {
  const nameless = (() => class extends Sequential {})();
  class Dense extends Layer {
    readonly kind = 'flatten';
    call(given: Tensor): Tensor {
      return given;
    }
  }
  class Sequence extends Model {
    readonly kind = 'sequential';
    readonly part = layers.dense({ units: 1, inputShape: [2] });
    call(given: Tensor, t: Trace): Tensor {
      return t.call(this.part, given) as Tensor;
    }
  }
  const scale = (factor: number): Layer => {
    class Local extends Scale {
      override call(given: Tensor): Tensor {
        return ops.add(given, factor);
      }
    }
    return new Local({ factor });
  };
  const sequence = new Sequence('sequence');
  sequence.build([null, 2]);
  const refused: readonly (readonly [Model, RegExp])[] = [
    [new nameless(parts(), { name: 'bare' }), /the class of bare needs a name of its own in files, and '' is none.*Name the class/],
    [sequential([...parts(), new Dense('dense')]), /a layer of your own has the kind 'flatten', which is taken/],
    [sequence, /'sequential' is taken/],
    [sequential([...parts(), scale(1), scale(2)]), /two different parts are called 'scale'/],
  ];
  for (const [net, message] of refused) {
    const error = await save(net).then(() => undefined, (e: Error) => e);
    expect(error, String(message)).toBeInstanceOf(ConfigError);
    expect(error!.message).toMatch(message);
  }
});

test('customObjects that give no layer are refused', async () => {
  const file = await save(new Doubled(parts(), {}));
  for (const Doubled of [() => losses.meanSquaredError(), Number, (): TensorLike => 3])
    expect((await refusal(file, { Doubled })).message).toMatch(/customObjects must give a layer or a model here, received/);
});
