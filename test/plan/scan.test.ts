import { expect, test } from 'vitest';
import { disassemble } from '../../src/abi/disassemble.ts';
import { placeholder, tensor } from '../../src/graph/tensor.ts';
import { add, multiply, tanh } from '../../src/op/elementwise.ts';
import { matmul } from '../../src/op/gemm.ts';
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
