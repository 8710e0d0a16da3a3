import { expect, test } from 'vitest';
import { Dataset } from '../../src/run/dataset.ts';
import { residentBytes } from '../../src/model/source/resident-limit.ts';
import { referenceBackend } from '../reference/machine.ts';

test('a data set that moves keeps its values on a machine that tells types apart, in pieces that overlap', () => {
  const arrays = [
    Float32Array.from({ length: 200_000 }, (_, i) => Math.fround(Math.sin(i))), Uint8Array.from({ length: 700_001 }, (_, i) => i),
    Int32Array.from({ length: 5 }, (_, i) => -i),
  ];
  const dataset = new Dataset(arrays, arrays.map(({ length }) => [length]), 0);
  const arena = referenceBackend().allocate(dataset.elements + 64);
  for (const { offset, values } of dataset.pieces()) arena.write(offset, values());
  dataset.letGo();
  dataset.move(arena, 0, 64);
  for (const [i, array] of arrays.entries()) {
    const moved = array.slice().fill(0);
    arena.read(64 + dataset.offsets[i]!, moved);
    expect(moved).toEqual(array);
  }
});

test('the reference keeps small data in the arena, as the other machines do', () => {
  expect(residentBytes(referenceBackend())).toBeGreaterThan(2 ** 27);
});
