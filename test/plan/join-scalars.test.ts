/** Numbers that get values by one formula, which one instruction computes. */
import { expect, test } from 'vitest';
import { disassemble } from '../../src/abi/disassemble.ts';
import { link } from '../../src/abi/program.ts';
import { placeholder, type Tensor } from '../../src/graph/tensor.ts';
import { variable, type Variable } from '../../src/graph/variable.ts';
import { compile, ops, tensor, type Trace } from '../../src/index.ts';
import { add, addError, multiply } from '../../src/op/elementwise.ts';
import { sum } from '../../src/op/reduce.ts';
import { after, assign } from '../../src/op/update.ts';
import { plan } from '../../src/plan/plan.ts';
import { referenceBackend } from '../reference/machine.ts';
import { stateOf } from './models.ts';

const numbered = (count: number, from = 1): Variable[] => Array.from({ length: count }, (_, i) => variable(from + i));

function planned(order: readonly Variable[], effects: readonly Tensor[], inputs: readonly Tensor[] = []) {
  const state = stateOf();
  for (const v of order) state.place(v.tensor);
  return { state, ...plan({ outputs: [], effects, inputs, place: state.place }) };
}
const chainsOf = (order: readonly Variable[], effects: readonly Tensor[], inputs: readonly Tensor[] = []): string[] =>
  disassemble(planned(order, effects, inputs).program).split('\n').filter((line) => line.startsWith('chain'));

test('neighbours with one formula are one chain', () => {
  const [totals, rests] = [numbered(3), numbered(3, 10)];
  const x = placeholder([3, 4]);
  const sums = totals.map((_, i) => sum(ops.slice(x, [i, 0], [1, 4])));
  const effects = totals.flatMap((v, i) => [
    assign(rests[i]!, add(rests[i]!.tensor, addError(v.tensor, sums[i]!))), assign(v, add(v.tensor, sums[i]!)),
  ]);
  const order = [...totals, ...rests];
  expect(chainsOf(order, effects, [x])).toEqual([expect.stringMatching(/^chain 1x3: (?=.*add_error)(?=.*state\+0)(?=.*state\+3)/)]);

  const { state, program, inputs } = planned(order, effects, [x]);
  const arena = referenceBackend().allocate(state.size() + program.workspace);
  for (const [leaf, offset] of state.leaves) arena.writeFloat64(offset, Float64Array.from(leaf.variable!.read()));
  arena.writeFloat64(state.size() + inputs[0]!.offset, Float64Array.from({ length: 12 }, (_, i) => i));
  arena.run(arena.load(link(program, { state: 0, workspace: state.size(), dataset: 0 })), 1);
  expect([...arena.values.subarray(0, 6)]).toEqual([1 + 6, 2 + 22, 3 + 38, 10, 11, 12]);
});

test('equal numbers that are added are one operand', () => {
  const counts = numbered(4);
  expect(chainsOf(counts, counts.map((v) => assign(v, add(v.tensor, 32))))).toEqual(['chain 1x4: out(state+0) = add full(state+0) 32;']);
});

test('the order of the assignments is no matter', () => {
  const counts = numbered(4);
  expect(chainsOf(counts, counts.toReversed().map((v) => assign(v, add(v.tensor, 1))))).toHaveLength(1);
});

test.each<[string, (a: Variable, b: Variable) => Tensor[]]>([
  ['other formulas', (a, b) => [assign(a, add(a.tensor, 1)), assign(b, multiply(b.tensor, 2))]],
  ['other numbers', (a, b) => [assign(a, add(a.tensor, 1)), assign(b, add(b.tensor, 2))]],
  ['operands of other places', (a, b) => [assign(a, add(b.tensor, 1)), assign(b, add(a.tensor, 1))]],
  ['a value that is read behind the assignment', (a, b) => {
    const effect = assign(a, add(a.tensor, 1));
    return [effect, assign(b, add(b.tensor, 1)), assign(variable(0), multiply(after(a, effect, add(a.tensor, 1)), 3))];
  }],
])('stay apart: %s', (_, effects) => {
  const [a, b] = numbered(2) as [Variable, Variable];
  expect(disassemble(planned([a, b], effects(a, b)).program)).not.toMatch(/1x2/);
});

test('variables that lie apart stay apart', () => {
  const [a, between, b] = numbered(3) as [Variable, Variable, Variable];
  expect(chainsOf([a, between, b], [a, b].map((v) => assign(v, add(v.tensor, 1)))).join()).not.toMatch(/1x2/);
});

test('what a step reads of them is from before it', () => {
  const [a, b, c] = numbered(3) as [Variable, Variable, Variable];
  const step = compile((t: Trace, x: Tensor) => {
    const [first, second] = [t.read(a), t.read(b)];
    t.update(a, ops.add(first, x));
    t.update(b, ops.add(second, ops.multiply(x, first)));
    t.update(c, ops.add(t.read(c), second));
    return ops.add(first, second);
  });
  expect(step(tensor(10)).item()).toBe(3);
  expect([a, b, c].map((v) => v.value().item())).toEqual([11, 12, 5]);
});
