/** Models and layers of one's own: which layers of theirs are found, what a call of one layer by another does, and masks
 *  that a layer looks at. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  compile, ConfigError, grad, input, Layer, layers, model, Model, ops, optimizers, sequential, tensor, type CallArguments, type Tensor,
  type Trace,
} from '../../src/index.ts';

const x = [[1, 2], [3, 4], [5, 6], [7, 8]];
const y = [[1], [2], [3], [4]];
const dense = (units: number): Layer => layers.dense({ units });

abstract class Own extends Model {
  readonly kind = 'own';
  constructor() {
    super('own', { seed: 3 });
  }
}

abstract class Part extends Layer {
  readonly kind = 'part';
  constructor() {
    super('part');
  }
}

/** Calls a function of its own, as a lambda layer does. */
class Lambda extends Part {
  readonly f: (x: Tensor, t: Trace) => Tensor;
  constructor(f: (x: Tensor, t: Trace) => Tensor) {
    super();
    this.f = f;
  }
  call(given: Tensor, t: Trace): Tensor {
    return this.f(given, t);
  }
}

const warnings: string[] = [];
const listen = (warning: Error & { code?: string }): void => void warnings.push(`${warning.code}: ${warning.message}`);
beforeAll(() => void process.on('warning', listen));
afterAll(() => void process.off('warning', listen));
const settled = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 5));

describe('layers in collections are parts', () => {
  const all = (given: readonly Layer[], t: Trace, z: Tensor): Tensor => given.reduce((sum, layer) => ops.add(sum, t.call(layer, z)), z);

  class Collecting extends Own {
    readonly named = new Map([['low', dense(2)], ['high', dense(2)]]);
    readonly numbered = new Map([[{ of: 'a key' }, dense(2)]]);
    readonly several = new Set([dense(2)]);
    readonly deep = [[dense(2)], { within: new Set([dense(2)]) }];
    call(z: Tensor, t: Trace): Tensor {
      const [[inArray], { within }] = this.deep as [[Layer], { within: Set<Layer> }];
      return all([...this.named.values(), ...this.numbered.values(), ...this.several, inArray, ...within], t, z);
    }
  }

  test('Maps, Sets, and collections in collections: found, named, trained', async () => {
    const net = new Collecting();
    net.build([null, 2]);
    const names = ['named/low', 'named/high', 'numbered/0', 'several/0', 'deep/0/0', 'deep/1/within/0'];
    expect(net.sublayers().map(([name]) => name)).toEqual(names);
    expect(net.paths().map(([path]) => path)).toEqual(names.flatMap((name) => [`${name}/kernel`, `${name}/bias`]));
    const before = net.getWeights().map((w) => w.data.slice());
    net.compile({ optimizer: 'sgd', loss: 'mse' });
    await net.fit(x, x);
    net.getWeights().forEach((w, i) => expect([...w.data], names[i >> 1]).not.toEqual([...before[i]!]));
  });

  test('a collection that holds itself', () => {
    class Circular extends Own {
      readonly parts: unknown[] = [dense(1)];
      constructor() {
        super();
        this.parts.push(this.parts, { again: this.parts });
      }
      call(z: Tensor, t: Trace): Tensor {
        return t.call(this.parts[0] as Layer, z);
      }
    }
    expect(new Circular().layers).toHaveLength(1);
  });
});

describe('a layer that its model does not hold is refused', () => {
  class Private extends Own {
    readonly #hidden = dense(1);
    call(z: Tensor, t: Trace): Tensor {
      return t.call(this.#hidden, z);
    }
  }
  class Making extends Own {
    call(z: Tensor, t: Trace): Tensor {
      return t.call(dense(1), z);
    }
  }
  class Within extends Part {
    readonly #hidden = dense(1);
    call(z: Tensor, t: Trace): Tensor {
      return t.call(this.#hidden, z);
    }
  }
  class Applying extends Own {
    readonly #hidden = dense(1);
    call(z: Tensor): Tensor {
      return this.#hidden.apply(z);
    }
  }
  const refusal = /its call uses the layer dense\w*, which is not among the layers of the model\. It has weights.*keep it in a property/;

  test.each<[string, () => Model<unknown>]>([
    ['in a private field', () => new Private()],
    ['made within call', () => new Making()],
    ['in a private field, by apply', () => new Applying()],
    ['in a private field of a layer within', () => sequential([new Within()])],
    ['in a private field of a layer of a functional model', () => {
      const given = input({ shape: [2] });
      return model({ inputs: given, outputs: new Within().apply(given) });
    }],
  ])('%s', async (_, make) => {
    const net = make();
    net.compile({ optimizer: 'sgd', loss: 'mse' });
    await expect(net.fit(x, y)).rejects.toThrow(refusal);
    await expect(net.fit(x, y)).rejects.toBeInstanceOf(ConfigError);
    await expect(make().predict(x)).rejects.toThrow(refusal);
  });

  test('a compiled function that calls such a model', () => {
    const net = new Private();
    expect(() => compile((t, z) => t.call(net, z))(x)).toThrow(refusal);
  });

  test('random draws of such a layer', async () => {
    class Dropping extends Own {
      readonly last = dense(1);
      call(z: Tensor, t: Trace): Tensor {
        return t.call(this.last, t.call(layers.dropout({ rate: 0.5 }), z));
      }
    }
    const net = new Dropping();
    net.compile({ optimizer: 'sgd', loss: 'mse' });
    await expect(net.fit(x, y)).rejects.toThrow(/uses the layer dropout\w*.*draws random numbers, which would not follow the model's seed/);
  });

  test('but not where nothing is lost: no weights, a layer made in build, a function that shares a layer of its model', async () => {
    class Flat extends Own {
      last: Layer | undefined;
      override build(...shapes: [readonly (number | null)[]]): void {
        this.last = dense(1);
        super.build(...shapes);
      }
      call(z: Tensor, t: Trace): Tensor {
        this.last ??= dense(1);
        return t.call(this.last, t.call(layers.flatten(), z));
      }
    }
    const shared = layers.dense({ units: 2, kernelInitializer: 'ones' });
    const given = input({ shape: [2] });
    const twice = new Lambda((z, t) => t.call(shared, z)).apply(shared.apply(given));
    const functional = model({ inputs: given, outputs: layers.dense({ units: 1 }).apply(twice) });
    const nested = sequential([sequential([functional]), layers.activation({ activation: 'relu' })]);
    for (const net of [new Flat(), functional, nested]) {
      net.compile({ optimizer: optimizers.sgd({ learningRate: 1e-5 }), loss: 'mse' });
      expect((await net.fit(x, y, { epochs: 2 })).history['loss']).toHaveLength(2);
    }
    const lambda = new Lambda((z, t) => t.call(shared, z));
    const optimizer = optimizers.sgd();
    const step = compile((t, z) => {
      const loss = ops.mean(t.call(lambda, z));
      optimizer.minimize(t, loss, shared.trainableWeights);
      return loss;
    });
    expect(step(x).item()).not.toBe(step(x).item());
    expect(lambda.apply(x).shape).toEqual([4, 2]);
  });
});

describe('apply within a call is t.call', () => {
  class Norm extends Own {
    readonly norm = layers.batchNormalization({ momentum: 0.5 });
    readonly drop = layers.dropout({ rate: 0.5 });
    readonly applies: boolean;
    constructor(applies: boolean) {
      super();
      this.applies = applies;
    }
    call(z: Tensor, t: Trace): Tensor {
      if (!this.applies) return t.call(this.drop, t.call(this.norm, z));
      return this.drop.apply(this.norm.apply(z));
    }
  }

  test('moving averages, draws and training follow the caller', async () => {
    const [applying, calling] = [true, false].map((applies) => new Norm(applies)) as [Norm, Norm];
    for (const net of [applying, calling]) {
      net.compile({ optimizer: 'sgd', loss: 'mse' });
      await net.fit(x, x, { epochs: 3 });
    }
    expect([...applying.norm.movingMean!.read()]).toEqual([...calling.norm.movingMean!.read()]);
    expect(applying.norm.movingMean!.read()[0]).toBeGreaterThan(1);
    applying.getWeights().forEach((w, i) => expect([...w.data]).toEqual([...calling.getWeights()[i]!.data]));
    expect((await applying.predict(x)).toArray()).toEqual((await calling.predict(x)).toArray());
  });

  test('in a compiled function', () => {
    const norm = layers.batchNormalization({ momentum: 0.5 });
    const step = compile((_, z) => norm.apply(z), { training: true });
    step(x);
    expect(norm.movingMean!.read()[0]).toBe(2);
  });

  test('with what it says of training and masks', () => {
    class Still extends Part {
      readonly norm = layers.batchNormalization({ momentum: 0.5 });
      call(z: Tensor): Tensor {
        return this.norm.apply(z, { training: false });
      }
    }
    const still = new Still();
    still.apply(x, { training: true });
    expect([...still.norm.movingMean!.read()]).toEqual([0, 0]);
    class Masked extends Part {
      readonly norm = layers.batchNormalization({ momentum: 0.5 });
      call(z: Tensor): Tensor {
        return this.norm.apply(z, { mask: tensor([[1, 0]]) });
      }
    }
    const masked = new Masked();
    masked.apply([[[2], [100]]], { training: true });
    expect(masked.norm.movingMean!.read()[0]).toBeCloseTo(1, 5);
  });

  test('outside of a trace, lost updates are told', async () => {
    const norm = layers.batchNormalization();
    compile((_, z) => z)(x); // nothing to tell
    grad((z) => ops.sum(ops.square(norm.apply(z, { training: true }))))(x);
    await settled();
    expect(warnings.join()).toMatch(/MYELIN_UPDATES_LOST: batch_normalization\w*: .*t\.call\(layer, inputs\)/);
  });
});

test('a layer that looks at the mask gets no warning that it is lost; others do', async () => {
  class Mean extends Part {
    call(z: Tensor, _t: Trace, { mask }: CallArguments): Tensor {
      if (mask === undefined) return ops.mean(z, { axis: 1 });
      const present = ops.expandDims(mask, -1);
      return ops.divide(ops.sum(ops.multiply(z, present), { axis: 1 }), ops.sum(present, { axis: 1 }));
    }
  }
  class Last extends Part {
    call(z: Tensor, t: Trace): Tensor {
      const mask = t.maskOf(z);
      return ops.sum(mask === undefined ? z : ops.multiply(z, ops.expandDims(mask, -1)), { axis: 1 });
    }
  }
  class Blind extends Part {
    call(z: Tensor): Tensor {
      return ops.sum(z, { axis: 1 });
    }
  }
  const rows = tensor([[[2], [-1]], [[4], [6]]]);
  const told = async (last: Layer): Promise<string> => {
    warnings.length = 0;
    const net = sequential([layers.masking({ maskValue: -1 }), last]);
    const answer = (await net.predict(rows)).toArray();
    await settled();
    return `${JSON.stringify(answer)} ${warnings.filter((w) => w.startsWith('MYELIN_MASK_LOST')).length}`;
  };
  expect(await told(new Mean())).toBe('[[2],[5]] 0');
  expect(await told(new Last())).toBe('[[2],[10]] 0');
  expect(await told(new Blind())).toBe('[[2],[10]] 1'); // a masked step is 0 behind masking
});
