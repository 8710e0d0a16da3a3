/** Counters of two words: what is drawn by them and computed of them where a word is full, on every machine. */
import { describe, expect, test } from 'vitest';
import { link } from '../src/abi/program.ts';
import type { Backend } from '../src/backend/backend.ts';
import { allocate } from '../src/core/dtype.ts';
import { counterVariable, countOf, countTensor } from '../src/graph/counter.ts';
import { constant, type Tensor } from '../src/graph/tensor.ts';
import { count, countAsFloat } from '../src/op/elementwise.ts';
import { randomNormal, randomTruncatedNormal, randomUniform } from '../src/op/random.ts';
import { assign } from '../src/op/update.ts';
import { plan } from '../src/plan/plan.ts';
import { MACHINES } from './machines.ts';
import { stateOf } from './plan/models.ts';
import { referenceBackend } from './reference/machine.ts';

interface Turn {
  readonly count: number;
  readonly outputs: readonly (readonly number[])[];
}

/** What a program gives in each of so many runs, of which every one counts, the first at `from`; and the count after it. */
function turns(backend: Backend, from: number, runs: number, graph: (counter: Tensor) => Tensor[]): Turn[] {
  const [counter, state] = [counterVariable('counter'), stateOf()];
  const next = count(counter.tensor, constant(Int32Array.of(1), []));
  const tensors = graph(counter.tensor);
  const { program, outputs } = plan({ outputs: tensors, effects: [assign(counter, next)], place: state.place });
  const arena = backend.allocate(state.size() + program.workspace);
  const read = (offset: number, { dtype, size }: Tensor): number[] => {
    const into = allocate(dtype, size);
    arena.read(offset, into);
    return [...into];
  };
  for (const [leaf, offset] of state.leaves) arena.write(offset, leaf === counter.tensor ? countTensor(from).data : leaf.data);
  const loaded = arena.load(link(program, { state: 0, workspace: state.size(), dataset: 0 }));
  const at = ({ segment, offset }: (typeof outputs)[number]): number => offset + (segment === 'workspace' ? state.size() : 0);
  const seen = Array.from({ length: runs }, () => {
    arena.run(loaded, 1);
    const outs = tensors.map((t, i) => read(at(outputs[i]!), t));
    return { count: countOf(Int32Array.from(read(state.leaves.get(counter.tensor)!, counter.tensor))), outputs: outs };
  });
  arena.free();
  return seen;
}

const place = { seed: 5, stream: 9 };
const draws = (counter: Tensor): Tensor[] => [
  randomUniform([9], { ...place, counter }),
  randomNormal([9], { ...place, counter }),
  randomTruncatedNormal([9], { ...place, counter }),
];
const FULL = 2 ** 32;
/** Runs on both sides of where the low word gets its highest bit, is full, and is full once more. */
const STARTS = [0, 2 ** 31 - 2, FULL - 2, 5 * FULL - 2];

describe('the words of a number', () => {
  test.each([0, 1, 2 ** 31 - 1, 2 ** 31, FULL - 1, FULL, 3 * FULL + 7, 2 ** 53 - 1])('%i', (n) => {
    expect(countOf(countTensor(n).data)).toBe(n);
  });
});

test.each(MACHINES)('$machine counts and draws as the reference does', ({ backend }) => {
  for (const from of STARTS) {
    const expected = turns(referenceBackend(), from, 4, draws);
    expect(expected.map((t) => t.count)).toEqual([1, 2, 3, 4].map((more) => from + more));
    expect(turns(backend(), from, 4, draws)).toEqual(expected);
  }
});

test('draws differ from run to run, and from those of the same low word', () => {
  const [uniform, normal, truncated] = [0, 1, 2].map((of) =>
    STARTS.flatMap((from) => turns(referenceBackend(), from, 4, draws).map((t) => t.outputs[of]!.join())),
  );
  for (const seen of [uniform, normal, truncated]) expect(new Set(seen).size).toBe(4 * STARTS.length);
});

/** What counters of one word, 0, 7 and -2^31, drew: the first two numbers of each draw. */
const WORDS: readonly (readonly number[])[] = [
  [1064883265, 1065018034, 1072994073, 1073969135, 1070804551, 1071476489],
  [1055140514, 1052255370, 3188455567, 3199729975, 3188035754, 3199158770],
  [1062801468, 1059077976, 1065583779, 1050964723, 1064722301, 1050458345],
];

test('a high word of 0 draws what a counter of one word drew', () => {
  const bits = (counter: number): number[] => [
    ...new Uint32Array(Float32Array.from(turns(referenceBackend(), counter, 1, draws)[0]!.outputs.flatMap((o) => o.slice(0, 2))).buffer),
  ];
  expect([bits(0), bits(7), bits(2 ** 31)]).toEqual(WORDS);
});

test.each(MACHINES)('$machine makes floats of counts', ({ backend }) => {
  for (const from of [0, 2 ** 24 - 1, 2 ** 31 - 1, 2 ** 31, FULL - 1, FULL + 129, 2 ** 52 + 3]) {
    expect(turns(backend(), from, 2, (counter) => [countAsFloat(counter)]).map((t) => t.outputs[0])).toEqual([
      [Math.fround(from)],
      [Math.fround(from + 1)],
    ]);
  }
});

test('a counter of one word is refused', () => {
  expect(() => randomUniform([3], { ...place, counter: constant(Int32Array.of(1), []) })).toThrow(
    /random_uniform: expected a counter of two int32 words, the low one first, received int32 of shape \[\]/,
  );
});
