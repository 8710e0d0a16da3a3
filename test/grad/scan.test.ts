/** Derivatives through the turns of a scan. */
import { expect, test } from 'vitest';
import { differentiate } from '../../src/grad/differentiate.ts';
import { full, placeholder, tensor, type Tensor } from '../../src/graph/tensor.ts';
import { add, multiply, sigmoid, subtract, tanh } from '../../src/op/elementwise.ts';
import { matmul } from '../../src/op/gemm.ts';
import { concatenate, pack, reshape, slice } from '../../src/op/move.ts';
import { mean, sum } from '../../src/op/reduce.ts';
import { Trace } from '../../src/trace/trace.ts';
import { checkGradient, type GradientCase } from './check.ts';
import { float64Function } from './float64.ts';

const trace = (): Trace => new Trace({ training: true });

/** A recurrent layer of [steps, batch, features]: its last state and all of them. */
function recurrent(x: Tensor, w: Tensor, u: Tensor, h: Tensor, reverse = false): Tensor[] {
  const { carry, ys } = trace().scan(
    (_, [state], [row]) => {
      const next = tanh(add(matmul(row!, w), matmul(state!, u)));
      return { carry: [next], ys: [next] };
    },
    { carry: [h], xs: [x], reverse },
  );
  return [carry[0]!, ys[0]!];
}

const CASES: Readonly<Record<string, GradientCase>> = {
  'what is carried': {
    f: (x) => trace().scan((_, [c]) => ({ carry: [multiply(c!, add(c!, 0.5))] }), { carry: [x], length: 3 }).carry[0]!,
    shapes: [[2]],
    range: [-1, 1],
  },
  'rows, one into another': {
    f: (x) => trace().scan((_, _c, [row]) => ({ ys: [multiply(row!, row!)] }), { xs: [x] }).ys[0]!,
    shapes: [[4, 3]],
  },
  'a recurrent layer: inputs, kernels, first state': {
    f: (x, w, u, h) => pack(recurrent(x, w, u, h)),
    shapes: [
      [3, 2, 2],
      [2, 3],
      [3, 3],
      [2, 3],
    ],
  },
  'from the end': {
    f: (x, w, u, h) => pack(recurrent(x, w, u, h, true)),
    shapes: [
      [3, 2, 2],
      [2, 3],
      [3, 3],
      [2, 3],
    ],
  },
  'the last state alone': {
    f: (x, w, u, h) => recurrent(x, w, u, h)[0]!,
    shapes: [
      [3, 2, 2],
      [2, 3],
      [3, 3],
      [2, 3],
    ],
  },
  'gates over parts of one product': {
    f: (x, u) => {
      const { ys } = trace().scan(
        (_, [h, c], [row]) => {
          const z = add(row!, matmul(h!, u));
          const gate = (i: number): Tensor => slice(z, [0, 2 * i], [2, 2]);
          const cell = add(multiply(sigmoid(gate(0)), c!), multiply(sigmoid(gate(1)), tanh(gate(2))));
          const out = multiply(sigmoid(gate(3)), tanh(cell));
          return { carry: [out, cell], ys: [out] };
        },
        { carry: [full([2, 2], 0), full([2, 2], 0)], xs: [x] },
      );
      return ys[0]!;
    },
    shapes: [
      [4, 2, 8],
      [2, 8],
    ],
  },
  'a scan within a scan': {
    f: (x, w) => {
      const t = trace();
      const { carry } = t.scan(
        (outer, [c], [rows]) => {
          const inner = outer.scan((_, [d], [row]) => ({ carry: [tanh(add(multiply(d!, w), row!))], ys: [multiply(d!, row!)] }), {
            carry: [c!],
            xs: [rows!],
          });
          return { carry: [add(inner.carry[0]!, sum(inner.ys[0]!, { axis: 0 }))] };
        },
        { carry: [full([2], 0.1)], xs: [x] },
      );
      return carry[0]!;
    },
    shapes: [[2, 3, 2], [2]],
    range: [-1, 1],
  },
  'what every turn reads, computed outside': {
    f: (x, w) => {
      const held = multiply(w, w);
      return trace().scan((_, [c], [row]) => ({ carry: [add(c!, multiply(row!, held))] }), { carry: [w], xs: [x] }).carry[0]!;
    },
    shapes: [[3, 2], [2]],
  },
  'rows that go on unchanged': {
    f: (x) =>
      concatenate(
        trace().scan((_, [c], [row]) => ({ carry: [row!], ys: [c!] }), { carry: [slice(reshape(x, [6]), [0], [2])], xs: [x] })
          .ys as Tensor[],
      ),
    shapes: [[3, 2]],
  },
};

test.each(Object.entries(CASES))('%s', (_, c) => checkGradient(c));

test.each(Object.entries(CASES))('twice: %s', (_, { f, shapes, range }) => {
  const second = (...xs: Tensor[]): Tensor => {
    const y = f(...xs);
    const weights = tensor(
      Float32Array.from({ length: y.size }, (_v, i) => Math.sin(i + 1)),
      y.shape,
    );
    return pack(differentiate(sum(multiply(multiply(y, y), weights)), xs));
  };
  checkGradient({ f: second, shapes, ...(range === undefined ? {} : { range }) });
});

test('no turn gives no gradient of a kernel', () => {
  const [x, w] = [placeholder([0, 2, 3]), placeholder([3, 3])];
  const { carry } = trace().scan((_, [h], [row]) => ({ carry: [add(h!, matmul(row!, w))] }), { carry: [full([2, 3], 1)], xs: [x] });
  const [dw] = float64Function(differentiate(sum(carry[0]!), [w]), [x, w])([new Float64Array(0), new Float64Array(9).fill(2)]);
  expect([...dw!]).toEqual(new Array(9).fill(0));
});

test('what a loss does not depend on has gradient 0', () => {
  const [x, w] = [placeholder([3, 2]), placeholder([2])];
  const { carry } = trace().scan((_, [c], [row]) => ({ carry: [add(c!, row!)], ys: [subtract(row!, w)] }), {
    carry: [full([2], 0)],
    xs: [x],
  });
  expect(differentiate(mean(carry[0]!), [w])[0]!.op).toBe('fill');
});
