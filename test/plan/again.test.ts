/** What steps of training keep for their gradients: values that steps on elements make of what is kept anyway are made again. */
import { describe, expect, test } from 'vitest';
import { atOnce, type Pieces } from '../../src/core/pieces.ts';
import { disassemble } from '../../src/abi/disassemble.ts';
import { link, type Place } from '../../src/abi/program.ts';
import { differentiate } from '../../src/grad/differentiate.ts';
import { placeholder, type Tensor } from '../../src/graph/tensor.ts';
import { columnMoments } from '../../src/op/columns.ts';
import { add, multiply, relu, rsqrt, square, subtract } from '../../src/op/elementwise.ts';
import { matmul } from '../../src/op/gemm.ts';
import { normalized } from '../../src/op/moments.ts';
import { mean, sum } from '../../src/op/reduce.ts';
import { allocate, type Buffer } from '../../src/plan/arena.ts';
import { planning, type Plan } from '../../src/plan/plan.ts';
import { numbers } from '../grad/check.ts';
import { referenceBackend } from '../reference/machine.ts';

const [ROWS, COLUMNS] = [128, 64];
const SIZE = ROWS * COLUMNS;
const LEAVES = [[ROWS, 32], [32, COLUMNS], [COLUMNS], [COLUMNS]].map((shape) => placeholder(shape));
const [x, w, gamma, beta] = LEAVES as [Tensor, Tensor, Tensor, Tensor];

/** Loss and gradients of a normalised product behind a relu. @param whole  whether the normalisation has its gradient as a whole */
function outputs(whole: boolean, then: (y: Tensor) => Tensor): Tensor[] {
  const z = matmul(x, w);
  const { mean: center, variance } = columnMoments(z);
  const composed = add(multiply(subtract(z, center), multiply(rsqrt(add(variance, 0.1)), gamma)), beta);
  const y = relu(whole ? normalized(composed, { x: z, mean: center, variance, gamma, beta, epsilon: 0.1 }) : composed);
  const loss = sum(then(y));
  return [loss, ...differentiate(loss, [x, w, gamma, beta])];
}
const pooled = (y: Tensor): Tensor => square(mean(y, { axis: 0 }));

const place = (leaf: Tensor): Place | undefined => {
  const at = LEAVES.indexOf(leaf);
  return at < 0 ? undefined : { segment: 'state', offset: LEAVES.slice(0, at).reduce((end, { size }) => end + size, 0) };
};
const STATE = LEAVES.reduce((end, { size }) => end + size, 0);

/** Every buffer in memory of its own. */
function* apart(buffers: readonly Buffer[]): Pieces<number> {
  let next = 0;
  for (const buffer of buffers) next = (buffer.offset = next) + buffer.elements;
  yield 0;
  return next;
}

function valuesOf(wanted: readonly Tensor[], { program, outputs: places }: Plan): number[][] {
  const arena = referenceBackend().allocate(STATE + program.workspace);
  arena.values.fill(NaN);
  const random = numbers(3);
  arena.writeFloat64(0, Float64Array.from({ length: STATE }, random));
  arena.run(arena.load(link(program, { state: 0, workspace: STATE, dataset: 0 })), 1);
  return wanted.map(({ size }, i) => {
    const into = new Float64Array(size);
    arena.readFloat64(STATE + places[i]!.offset, into);
    return [...into];
  });
}

/** The most elements of buffers as large as the activations that are in use at once. */
function peakOf(wanted: readonly Tensor[]): number {
  let peak = 0;
  atOnce(planning({ outputs: wanted, place }, (buffers) => {
    const large = buffers.filter(({ elements }) => elements >= SIZE);
    for (const { first } of large) {
      const live = large.filter((b) => b.first <= first && b.last >= first);
      peak = Math.max(peak, live.reduce((total, { elements }) => total + elements, 0));
    }
    return allocate(buffers);
  }));
  return peak;
}

describe('a normalised activation that only a mean reads', () => {
  const wanted = outputs(true, pooled);
  const planned = atOnce(planning({ outputs: wanted, place }, allocate));
  const chains = disassemble(planned.program).split('\n').filter((line) => line.startsWith(`chain ${ROWS}x${COLUMNS}`));

  test('is one pass forward, and made again in the pass of its gradient', () => {
    expect(chains.map((line) => [...line.matchAll(/ = (\w+)/g)].map(([, step]) => step))).toEqual([
      ['sub', 'mul', 'add', 'relu'], expect.arrayContaining(['relu', 'relu_d']), ['sub', 'sub', 'mul', 'add', 'mul'],
    ]);
  });

  test('is not kept: there are the product, and the gradient', () => {
    expect(peakOf(wanted)).toBe(2 * SIZE);
  });

  test('has the values it has with every buffer apart, and with the gradient of its steps', () => {
    const values = valuesOf(wanted, planned);
    expect(values).toEqual(valuesOf(wanted, atOnce(planning({ outputs: wanted, place }, apart))));
    const composed = outputs(false, pooled);
    const others = valuesOf(composed, atOnce(planning({ outputs: composed, place }, allocate)));
    values.forEach((value, i) => value.forEach((v, j) => expect(v).toBeCloseTo(others[i]![j]!, 10)));
  });
});

test('an activation that a product reads for its gradient is kept', () => {
  const weights = placeholder([COLUMNS, COLUMNS]);
  LEAVES.push(weights);
  const loss = (y: Tensor): Tensor => square(mean(matmul(y, weights), { axis: 0 }));
  const wanted = [...outputs(true, loss), ...differentiate(outputs(true, loss)[0]!, [weights])];
  const listing = disassemble(atOnce(planning({ outputs: wanted, place }, allocate)).program);
  expect(listing.match(/ = relu /g)).toHaveLength(1);
});
