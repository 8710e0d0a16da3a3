import { describe, expect, test } from 'vitest';
import { atOnce, type Pieces } from '../../src/core/pieces.ts';
import { disassemble } from '../../src/abi/disassemble.ts';
import { link } from '../../src/abi/program.ts';
import { validate } from '../../src/abi/validate.ts';
import { placeholder, tensor, type Tensor } from '../../src/graph/tensor.ts';
import { add, exp, multiply, reciprocal, relu, sigmoid, tanh } from '../../src/op/elementwise.ts';
import { matmul } from '../../src/op/gemm.ts';
import { reshape, transpose } from '../../src/op/move.ts';
import { sum } from '../../src/op/reduce.ts';
import { variable, type Variable } from '../../src/graph/variable.ts';
import { writesOf } from '../../src/lower/update.ts';
import { assign } from '../../src/op/update.ts';
import { allocate, type Buffer } from '../../src/plan/arena.ts';
import { plan, planning } from '../../src/plan/plan.ts';
import { numbers } from '../grad/check.ts';
import { float64Function } from '../grad/float64.ts';
import { referenceBackend } from '../reference/machine.ts';
import { optimizers } from '../../src/index.ts';
import { Trace } from '../../src/trace/trace.ts';
import { GRAPHS, stateOf, type TrainingGraph } from './models.ts';

/** Every buffer in memory of its own: nothing can be written over. */
function* apart(buffers: readonly Buffer[]): Pieces<number> {
  let next = 0;
  for (const b of buffers) {
    b.offset = next;
    next += Math.ceil(b.elements / 16) * 16;
  }
  yield 0;
  return next;
}

/** State after a few steps, from numbers drawn anew for every variable. */
function stateAfter({ effects, inputs }: TrainingGraph, layOut: typeof allocate, garbage: number): Float64Array {
  const state = stateOf();
  // Weights first and in order, as a model lays them out: an optimizer's kernel takes them as one block.
  for (const effect of effects) if (effect.op !== 'assign') for (const v of writesOf(effect)) state.place(v.tensor);
  const planned = atOnce(planning({ outputs: [], effects, inputs, place: state.place }, layOut));
  const size = state.size();
  const arena = referenceBackend().allocate(size + planned.program.workspace);
  arena.values.fill(garbage);
  const random = numbers(5);
  for (const [leaf, offset] of state.leaves) {
    const values =
      leaf.variable === undefined
        ? Float64Array.from(leaf.data)
        : leaf.dtype === 'int32'
          ? new Float64Array(leaf.size)
          : Float64Array.from({ length: leaf.size }, () => random() * 0.5);
    arena.writeFloat64(offset, values);
  }
  const program = arena.load(link(planned.program, { state: 0, workspace: size, dataset: 0 }));
  for (let step = 0; step < 3; step++) {
    inputs.forEach((x, i) =>
      arena.writeFloat64(
        size + planned.inputs[i]!.offset,
        Float64Array.from({ length: x.size }, () => (x.dtype === 'int32' ? Math.floor(random() * 4) : random())),
      ),
    );
    arena.run(program, 1);
  }
  const after = new Float64Array(size);
  arena.readFloat64(0, after);
  return after;
}

describe.each(Object.entries(GRAPHS))('%s', (_, make) => {
  test('memory that is used again changes nothing, nor does what lay in it before', () => {
    const expected = stateAfter(make(), apart, 0);
    expect(expected.every(Number.isFinite)).toBe(true);
    expect([...stateAfter(make(), allocate, 0)]).toEqual([...expected]);
    expect([...stateAfter(make(), allocate, NaN)]).toEqual([...expected]);
  });

  test('takes less memory than every buffer apart, and is a sound program', () => {
    const { effects, inputs } = make();
    const state = stateOf();
    for (const effect of effects) if (effect.op !== 'assign') for (const v of writesOf(effect)) state.place(v.tensor);
    const { program } = plan({ outputs: [], effects, inputs, place: state.place });
    const apartSize = atOnce(planning({ outputs: [], effects, inputs, place: state.place }, apart)).program.workspace;
    expect(program.workspace).toBeLessThan(apartSize);
    const bases = { state: 0, workspace: state.size(), dataset: 0 };
    expect(validate(link(program, bases), state.size() + program.workspace)).toEqual({ status: 'ok', word: 0, needs: expect.any(Number) });
    expect(validate(link(program, bases), state.size() + program.workspace - 20).status).toBe('out_of_bounds');
  });

  test('its listing', () => {
    const { effects, inputs } = make();
    const state = stateOf();
    for (const effect of effects) if (effect.op !== 'assign') for (const v of writesOf(effect)) state.place(v.tensor);
    expect(disassemble(plan({ outputs: [], effects, inputs, place: state.place }).program)).toMatchSnapshot();
  });
});

test('buffers that are in use at the same time never overlap', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = numbers(seed);
    const buffers: Buffer[] = Array.from({ length: 40 }, () => {
      const first = Math.floor(random() * 30);
      return { elements: Math.floor(random() * 100), first, last: first + Math.floor(random() * 10), offset: 0 };
    });
    const total = atOnce(allocate(buffers));
    const overlapping = buffers.flatMap((a, i) =>
      buffers
        .slice(0, i)
        .filter(
          (b) =>
            a.first <= b.last &&
            b.first <= a.last &&
            a.offset < b.offset + b.elements &&
            b.offset < a.offset + a.elements &&
            a.elements * b.elements > 0,
        ),
    );
    expect(overlapping, `seed ${seed}`).toEqual([]);
    expect(Math.max(...buffers.map((b) => b.offset + b.elements)), `seed ${seed}`).toBe(total);
  }
});

/** Kernels of a plan, in order. */
function kernelsOf(output: Tensor, inputs: Tensor[]): string[] {
  return disassemble(plan({ outputs: [output], inputs, place: stateOf().place }).program)
    .split('\n')
    .map((line) => line.split(' ')[0]!);
}

test('an input that is an output, too, stays, even if nothing reads it', () => {
  const [x, y] = [placeholder([3]), placeholder([3])];
  const given = [Float64Array.of(1, 2, 3), Float64Array.of(0, 0, 0)];
  expect(float64Function([x, exp(y)], [x, y])(given).map((v) => [...v])).toEqual([[1, 2, 3], [1, 1, 1]]);
});

test('elementwise operations become one chain', () => {
  const [x, b] = [placeholder([8, 4]), placeholder([4])];
  expect(kernelsOf(tanh(multiply(exp(add(x, b)), 3)), [x, b])).toEqual(['chain']);
});

test('bias and activation go into the product before them', () => {
  const [x, w, b] = [placeholder([8, 4]), placeholder([4, 5]), placeholder([5])];
  for (const activation of [relu, sigmoid, tanh]) expect(kernelsOf(activation(add(matmul(x, w), b)), [x, w, b])).toEqual(['sgemm']);
  expect(kernelsOf(exp(add(matmul(x, w), b)), [x, w, b])).toEqual(['sgemm', 'chain']);
});

test('a batch of products is one instruction', () => {
  const [x, y] = [placeholder([3, 2, 8, 4]), placeholder([3, 2, 4, 5])];
  expect(kernelsOf(relu(matmul(x, y)), [x, y])).toEqual(['sgemm']);
});

test('a product that others read, too, keeps its plain result', () => {
  const [x, w] = [placeholder([8, 4]), placeholder([4, 5])];
  const product = matmul(x, w);
  expect(kernelsOf(add(relu(product), exp(product)), [x, w])).toEqual(['sgemm', 'chain']);
});

test('what is computed twice is computed once', () => {
  const x = placeholder([6]);
  const listing = disassemble(plan({ outputs: [add(exp(x), exp(x))], inputs: [x], place: stateOf().place }).program);
  expect(listing.match(/exp/g)).toHaveLength(1);
});

test('a reshape moves nothing', () => {
  const x = placeholder([2, 6]);
  expect(kernelsOf(sum(reshape(x, [12])), [x])).toEqual(['reduce_sum']);
});

test('a chain of many steps is cut, and still right', () => {
  const x = placeholder([3]);
  let y = x;
  for (let i = 0; i < 200; i++) y = add(multiply(y, 0.99), tensor([0.01 * i]));
  const kernels = kernelsOf(y, [x]);
  expect(kernels.length).toBeGreaterThan(3);
  expect(new Set(kernels)).toEqual(new Set(['chain']));
});

test('assignments take their values from before any of them', () => {
  const [a, b] = [variable([1, 2], { name: 'a' }), variable([10, 20], { name: 'b' })];
  const state = stateOf();
  const effects = [assign(a, add(b.tensor, 1)), assign(b, add(a.tensor, 1))];
  const planned = plan({ outputs: [], effects, place: state.place });
  const arena = referenceBackend().allocate(state.size() + planned.program.workspace);
  for (const [leaf, offset] of state.leaves) {
    arena.writeFloat64(offset, Float64Array.from(leaf.variable === undefined ? leaf.data : leaf.variable.read()));
  }
  arena.run(arena.load(link(planned.program, { state: 0, workspace: state.size(), dataset: 0 })), 1);
  const after = (v: Variable): number[] => [...arena.values.subarray(state.leaves.get(v.tensor)!, state.leaves.get(v.tensor)! + 2)];
  expect([after(a), after(b)]).toEqual([
    [11, 21],
    [2, 3],
  ]);
});

test('0 and -0 are two constants of a chain', () => {
  const x = placeholder([1, 2]);
  const signs = add(multiply(reciprocal(multiply(x, 0)), 1), multiply(reciprocal(multiply(x, -0)), 1));
  expect([...float64Function([signs], [x])([Float64Array.of(1, 2)])[0]!]).toEqual([NaN, NaN]);
});

test('a counter is one step, computed where it stands', () => {
  const n = variable([5], { name: 'n' });
  const listing = disassemble(plan({ outputs: [], effects: [assign(n, add(n.tensor, 1))], place: stateOf().place }).program);
  expect(listing).toBe('effects:\nchain 1x1: out(state+0) = add full(state+0) 1;');
});

test.each([
  ['adamw', /adam n=500 .* decay=workspace.*/g],
  ['rmsprop', /chain 1x500: .*/g],
] as const)('weights that decay take their step by %s in one pass, without a copy of them', (kind, pass) => {
  const weights = [variable(new Float32Array(300), { name: 'a' }), variable(new Float32Array(200), { name: 'b' })];
  const t = new Trace({ training: true });
  const state = stateOf();
  const optimizer = optimizers[kind]({ weightDecay: 0.1 });
  const gradients = weights.map((v) => placeholder(v.shape));
  optimizer.apply(t, weights.map((v, i) => [gradients[i]!, v]));
  for (const v of optimizer.order) state.place(v.tensor);
  const listing = disassemble(plan({ outputs: [], effects: t.effects(), inputs: gradients, place: state.place }).program);
  expect(listing.match(pass)).toHaveLength(1);
});

test('what reads only state waits for its reader, not its value for the reader in memory', () => {
  const [w, x] = [variable(new Float32Array(12), { name: 'w' }), placeholder([4, 3])];
  const factor = reshape(w.tensor, [3, 4]);
  expect(kernelsOf(add(multiply(factor, 0.5), transpose(x)), [x])).toEqual(['strided_read', 'chain']);
});
