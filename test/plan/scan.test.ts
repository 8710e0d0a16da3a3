import { expect, test } from 'vitest';
import { disassemble } from '../../src/abi/disassemble.ts';
import { placeholder, tensor } from '../../src/graph/tensor.ts';
import { differentiate } from '../../src/grad/differentiate.ts';
import { add, multiply, tanh } from '../../src/op/elementwise.ts';
import { matmul } from '../../src/op/gemm.ts';
import { reshape } from '../../src/op/move.ts';
import { sum } from '../../src/op/reduce.ts';
import { plan } from '../../src/plan/plan.ts';
import { Trace } from '../../src/trace/trace.ts';
import { stateOf } from './models.ts';

test('the turns of a recurrent layer: one instruction repeats them', () => {
  const t = new Trace({ training: false });
  const [x, w, u] = [placeholder([5, 2, 3]), placeholder([3, 4]), placeholder([4, 4])];
  const { carry, ys } = t.scan(
    (_, [h], [row]) => {
      const next = tanh(add(matmul(row!, w), matmul(h!, u)));
      return { carry: [next], ys: [next] };
    },
    { carry: [tensor(new Float32Array(8), [2, 4])], xs: [x] },
  );
  const listing = disassemble(plan({ outputs: [carry[0]!, multiply(ys[0]!, 2)], inputs: [x, w, u], place: stateOf().place }).program);
  expect(listing).toMatchSnapshot();
});

test('remat: memory for the values of turns grows with the square root of their number', () => {
  const workspace = (steps: number, remat: boolean): number => {
    const t = new Trace({ training: false });
    const [x, u] = [placeholder([steps, 8]), placeholder([8, 8])];
    const { carry } = t.scan(
      (_, [h], [row]) => {
        let next = reshape(row!, [1, 8]);
        for (let i = 0; i < 10; i++) next = tanh(add(next, tanh(matmul(h!, u))));
        return { carry: [next] };
      },
      { carry: [tensor(new Float32Array(8), [1, 8])], xs: [x], remat },
    );
    const outputs = differentiate(sum(carry[0]!), [u]);
    return plan({ outputs, inputs: [x, u], place: stateOf().place }).program.workspace;
  };
  const grows = (remat: boolean): number => workspace(1600, remat) - workspace(100, remat);
  expect(grows(false)).toBeGreaterThan(1500 * 8 * 5);
  expect(grows(true)).toBeLessThan(grows(false) / 10);
});
