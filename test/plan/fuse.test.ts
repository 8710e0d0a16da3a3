/** What moves into the instruction beside it, and that results stay the same to the bit, on every machine. */
import { afterAll, describe, expect, test } from 'vitest';
import { disassemble } from '../../src/abi/disassemble.ts';
import { setBackend } from '../../src/backend/select.ts';
import { placeholder } from '../../src/graph/tensor.ts';
import { compile, ops, optimizers, tensor, variable, type Tensor } from '../../src/index.ts';
import { convolution } from '../../src/op/conv.ts';
import { reluGradient } from '../../src/op/elementwise.ts';
import { plan } from '../../src/plan/plan.ts';
import { node } from '../../src/run/node.ts';
import { Trace } from '../../src/trace/trace.ts';
import { numbers } from '../grad/check.ts';
import { float64Function } from '../grad/float64.ts';
import { MACHINES, nativeWith, TARGETS } from '../machines.ts';
import { stateOf } from './models.ts';

type Formula = (...xs: Tensor[]) => Tensor;
interface Case {
  readonly shapes: readonly (readonly number[])[];
  readonly formula: Formula;
  /** Its instructions, with the arguments that tell. */
  readonly listing: readonly (string | RegExp)[];
}

const { abs, add, matmul, max, mean, multiply, relu, reshape, square, subtract, sum, tanh } = ops;
const ABW = [[6, 5], [6, 7], [5, 7]];
const CASES: Record<string, Case> = {
  'a product and a multiple of other values, as the gradient of a penalty': {
    shapes: ABW,
    formula: (a, b, w) => add(multiply(0.3, w!), matmul(a!, b!, { transposeA: true })),
    listing: [/sgemm .* share=0.30000001192092896 beside=workspace/],
  },
  'a product and other values': {
    shapes: ABW,
    formula: (a, b, w) => add(matmul(a!, b!, { transposeA: true }), w!),
    listing: [/sgemm .* share=1 beside=workspace/],
  },
  'bias, other values and an activation': {
    shapes: [[4, 5], [5, 7], [7], [4, 7]],
    formula: (a, b, bias, x) => tanh(add(add(matmul(a!, b!), bias!), x!)),
    listing: [/sgemm .* bias=workspace\+\d+ activation=3 share=1 beside=workspace/],
  },
  'bias, activation and other values of a product in another shape': {
    shapes: [[2, 3, 5], [5, 7], [7], [2, 3, 7]],
    formula: (a, b, bias, x) => relu(add(add(reshape(matmul(reshape(a!, [6, 5]), b!), [2, 3, 7]), bias!), x!)),
    listing: [/sgemm .* bias=workspace\+\d+ activation=1 share=1 beside=workspace/],
  },
  'a bias that is not as wide as the product': {
    shapes: [[6, 5], [5, 7], [14]],
    formula: (a, b, bias) => add(reshape(matmul(a!, b!), [3, 14]), bias!),
    listing: [/sgemm .* bias=none/, /chain 3x14/],
  },
  'a factor of 0, which is no share': {
    shapes: ABW,
    formula: (a, b, w) => add(matmul(a!, b!, { transposeA: true }), multiply(0, w!)),
    listing: [/chain .* mul 0/, /sgemm .* share=1 /],
  },
  'a factor that is 0 in float32, which is no share': {
    shapes: ABW,
    formula: (a, b, w) => add(matmul(a!, b!, { transposeA: true }), multiply(1e-50, w!)),
    listing: [/chain .* mul 0/, /sgemm .* share=1 /],
  },
  'two products': {
    shapes: [[4, 5], [5, 7], [4, 3], [3, 7]],
    formula: (a, b, c, d) => add(matmul(a!, b!), matmul(c!, d!)),
    listing: [/sgemm .* share=0 /, /sgemm .* share=1 /],
  },
  'a product that others read, too': {
    shapes: [[4, 5], [5, 7], [4, 7]],
    formula: (a, b, x) => {
      const product = matmul(a!, b!);
      return multiply(add(product, x!), product);
    },
    listing: [/sgemm .* share=0 beside=none/, /chain .* add .* mul /],
  },
  'a row that is no bias, since the product has an activation': {
    shapes: [[4, 5], [5, 7], [4, 7]],
    formula: (a, b, x) => add(relu(matmul(a!, b!)), x!),
    listing: [/sgemm .* activation=1 share=0 beside=none/, /chain .* add /],
  },
  'products of bfloat16': {
    shapes: [[4, 5], [5, 7], [4, 7]],
    formula: (a, b, x) => add(matmul(a!, b!, { precision: 'bfloat16' }), x!),
    listing: [/sbgemm /, /chain .* add /],
  },
  'a sum of squares, and its factor': {
    shapes: [[37, 3]],
    formula: (x) => multiply(sum(square(x!)), 0.01),
    listing: [/reduce_sum .* scale=0.009999999776482582 term=2 /],
  },
  'a mean of squares, which has a factor': {
    shapes: [[3, 37]],
    formula: (x) => multiply(mean(square(x!), { axis: -1 }), 3),
    listing: [/reduce_sum outer=3 .* term=2 /, /chain .* mul /],
  },
  'a sum of absolute values': {
    shapes: [[5, 7]],
    formula: (x) => sum(abs(x!), { axis: 0 }),
    listing: [/reduce_sum .* scale=1 term=1 /],
  },
  'the largest absolute value': { shapes: [[37]], formula: (x) => max(abs(x!)), listing: [/reduce_max .* term=1 /] },
  'the largest square, which is none of them': {
    shapes: [[37]],
    formula: (x) => max(square(x!)),
    listing: [/chain/, /reduce_max .* term=0 /],
  },
  'two sums of the same squares': {
    shapes: [[5, 7]],
    formula: (x) => subtract(sum(sum(square(x!), { axis: 0 })), sum(square(x!))),
    listing: [/reduce_sum .* term=2 /, /reduce_sum .* term=0 /, /reduce_sum .* term=2 /, /chain/],
  },
  'a long sum of squares, in rows that threads share': {
    shapes: [[300, 480]],
    formula: (x) => multiply(sum(square(x!)), 0.01),
    listing: [/reduce_sum outer=64 mid=2250 inner=1 scale=1 term=2 /, /reduce_sum outer=1 mid=64 inner=1 scale=0.00999\d* term=0 /],
  },
  'a long sum of few columns, in rows that threads share': {
    shapes: [[4096, 24]],
    formula: (x) => mean(x!, { axis: 0 }),
    listing: [/reduce_sum outer=64 mid=64 inner=24 scale=1 term=0 /, /reduce_sum outer=1 mid=64 inner=24 scale=0.000244140625 term=0 /],
  },
  'a long sum of a product, in rows, too': {
    shapes: [[4096, 3], [3, 24]],
    formula: (a, b) => sum(matmul(a!, b!), { axis: 0 }),
    listing: [/sgemm /, /reduce_sum outer=64 mid=64 inner=24 /, /reduce_sum outer=1 mid=64 inner=24 /],
  },
  'the gradient of a pool that relu lets through, of which it lets what it is made of through': {
    shapes: [[2, 1, 6, 4, 3], [2, 1, 3, 2, 3]],
    formula: (x, dy) => reluGradient(ofPool(relu(x!), dy!, [1, 2, 2]), relu(x!)),
    listing: [/chain 1x144: .* relu /, /max_pool /, /chain 1x36: .* relu_d /, /max_pool_dx /],
  },
  'the gradient of a pool whose windows overlap': {
    shapes: [[2, 1, 6, 5, 3], [2, 1, 5, 4, 3]],
    formula: (x, dy) => reluGradient(ofPool(relu(x!), dy!, [1, 2, 2], [1, 1, 1]), relu(x!)),
    listing: [/chain 1x180: .* relu /, /max_pool /, /chain 1x120: .* relu_d /, /max_pool_dx /],
  },
  'the gradient of a pool of a product, let through by it': {
    shapes: [[2, 1, 6, 4, 3], [2, 5], [5, 18]],
    formula: (x, a, b) =>
      reluGradient(ofPool(relu(x!), ops.reshape(matmul(a!, b!), [2, 1, 3, 2, 3]), [1, 2, 2]), relu(x!)),
    listing: [/chain 1x144: .* relu /, /max_pool /, /sgemm .* beside=workspace/, /max_pool_dx /],
  },
  'the gradient of a pool that other values let through': {
    shapes: [[2, 1, 6, 4, 3], [2, 1, 3, 2, 3]],
    formula: (x, dy) => reluGradient(ofPool(relu(x!), dy!, [1, 2, 2]), x!),
    listing: [/chain 1x144: .* relu /, /max_pool_dx /, /chain 1x144: .* relu_d /],
  },
  'the sum of the gradient of a pool, which is that of what it is made of': {
    shapes: [[2, 1, 1, 8, 3], [2, 1, 1, 4, 3]],
    formula: (x, dy) => sum(ofPool(x!, dy!, [1, 1, 2]), { axis: [0, 1, 2, 3] }),
    listing: [/reduce_sum outer=1 mid=8 inner=3 /],
  },
  'a long maximum of absolute values, in rows that threads share': {
    shapes: [[300, 480]],
    formula: (x) => max(abs(x!)),
    listing: [/reduce_max outer=64 mid=2250 inner=1 term=1 /, /reduce_max outer=1 mid=64 inner=1 term=0 /],
  },
  'the gradient of the weights of a convolution, in parts that threads share': {
    shapes: [[2, 48, 48, 32], [2, 46, 46, 32]],
    formula: (x, dy) => convolution('conv_dw', x!, dy!, { strides: [1, 1], dilations: [1, 1], pads: [0, 0], groups: 1 }, [3, 3, 32, 32]),
    listing: [/conv_dw .* winograd=1 bfloat16=0 parts=2 /, /reduce_sum outer=1 mid=2 inner=9216 /],
  },
  'squares and absolute values of rows that are repeated, which no reduction can': {
    shapes: [[3, 1]],
    formula: (x) => {
      const repeated = ops.broadcastTo(x!, [3, 4]);
      return multiply(sum(square(repeated), { axis: 1 }), max(abs(repeated), { axis: 1 }));
    },
    listing: [/chain .* mul .* abs /, /reduce_sum .* term=0 /, /reduce_max .* term=0 /, /chain/],
  },
  'a product and multiples of rows that are repeated, which are no share': {
    shapes: [[4, 5], [5, 7], [4, 1]],
    formula: (a, b, x) => add(matmul(a!, b!), multiply(0.3, ops.broadcastTo(x!, [4, 7]))),
    listing: [/chain .* mul /, /sgemm .* share=1 /],
  },
  'squares that are read elsewhere, too': {
    shapes: [[37]],
    formula: (x) => multiply(sum(square(x!)), square(x!)),
    listing: [/chain .* mul /, /reduce_sum .* term=0 /, /chain .* mul /],
  },
};

/** The gradient by x of the pool of these windows. */
function ofPool(x: Tensor, dy: Tensor, window: readonly number[], strides = window): Tensor {
  return node('max_pool_dx', [x, dy], { window, strides, pads: [0, 0, 0] }, x.shape);
}

const drawn = (shapes: Case['shapes']): Tensor[] => {
  const random = numbers(3);
  return shapes.map((shape) => ops.reshape(tensor(Array.from({ length: shape.reduce((a, b) => a * b) }, () => random() - 0.5)), shape));
};

describe.each(Object.entries(CASES))('%s', (_, { shapes, formula, listing }) => {
  test('instructions', () => {
    const inputs = shapes.map((shape) => placeholder(shape));
    const { program } = plan({ outputs: [formula(...inputs)], inputs, place: stateOf().place });
    const lines = disassemble(program).split('\n');
    expect(lines).toEqual(listing.map((line): unknown => expect.stringMatching(line)));
  });

  test('on the reference machine', () => {
    const inputs = shapes.map((shape) => placeholder(shape));
    const values = drawn(shapes);
    const [got] = float64Function([formula(...inputs)], inputs)(values.map(({ data }) => Float64Array.from(data)));
    expect([...got!]).toEqual([...formula(...values).data].map((v): unknown => expect.closeTo(v, 4)));
  });

  test.each(MACHINES)('$machine: the bits of the ops one after another', ({ backend }) => {
    setBackend(backend());
    const values = drawn(shapes);
    expect([...compile((_, ...xs: Tensor[]) => formula(...xs))(...values).data]).toEqual([...formula(...values).data]);
  });
});

test.each(TARGETS)('native %s: a long sum, and a product with a share, have the same bits on any number of threads', (target) => {
  const on = (threads: number): number[][] => {
    setBackend(nativeWith(target, threads));
    const [x, w] = drawn([[320, 480], [320, 480]]) as [Tensor, Tensor];
    return [sum(square(x)), compile((_, a: Tensor, b: Tensor) => add(matmul(a, a, { transposeB: true }), multiply(0.1, b)))(x, slicedTo(w))]
      .map(({ data }) => [...data]);
  };
  expect(on(3)).toEqual(on(1));
});

const slicedTo = (w: Tensor): Tensor => ops.slice(w, [0, 0], [320, 320]);

afterAll(() => setBackend(undefined));

test('a factor of all gradients goes into the update of weights', () => {
  const weights = [variable([[1, 2], [3, 4]]), variable([5])];
  const step = (optimizer: optimizers.Optimizer, factors: readonly Tensor[]): string => {
    const [t, state] = [new Trace({ training: true }), stateOf()];
    const gradients = weights.map((v) => placeholder(v.shape));
    optimizer.apply(t, weights.map((v, i) => [multiply(gradients[i]!, factors[i]!), v]));
    for (const v of optimizer.order) state.place(v.tensor);
    return disassemble(plan({ outputs: [], effects: t.effects(), inputs: [...gradients, ...factors], place: state.place }).program);
  };
  const [one, other] = [placeholder([]), placeholder([])];
  for (const make of [optimizers.sgd, optimizers.adam, (): optimizers.Optimizer => optimizers.sgd({ momentum: 0.9 })]) {
    expect(step(make(), [one, one])).toMatch(/(sgd|adam|sgd_momentum) n=5 .*scale=workspace/);
    expect(step(make(), [one, other])).toMatch(/(sgd|adam|sgd_momentum) n=5 .*scale=none/);
  }
  expect(step(optimizers.sgd({ clipnorm: 1 }), [one, one])).not.toMatch(/scale=none/);
});
