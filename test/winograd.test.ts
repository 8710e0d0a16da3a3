/** Convolutions by Winograd's tiles: how far they are from float64, beside sums of all terms, and when they are chosen. */
import { expect, test } from 'vitest';
import { WINOGRAD_SIDES } from '../src/abi/kernels.ts';
import type { Backend } from '../src/backend/backend.ts';
import { differentiate } from '../src/grad/differentiate.ts';
import { placeholder, type Tensor } from '../src/graph/tensor.ts';
import { ancestors } from '../src/graph/walk.ts';
import { winogradOf } from '../src/lower/winograd.ts';
import { conv, convTranspose } from '../src/op/conv.ts';
import { multiply } from '../src/op/elementwise.ts';
import { sum } from '../src/op/reduce.ts';
import { MACHINES } from './machines.ts';
import { faultOf, ranIn } from './reference/judge.ts';
import { ReferenceArena } from './reference/machine.ts';
import { geometry, sample } from './samples/conv.ts';
import { arrange, fillArena, uniform, type Sample } from './samples/sample.ts';

const KERNELS = ['conv', 'conv_dx', 'conv_dw'] as const;
const same = [[1, 1], [1, 1]] as const;
const SHAPES = {
  '13x15x32 to 40': { places: [13, 15], kernel: [3, 3], batch: 3, channels: 32, filters: 40 },
  '12x12x64 to 64 same': { places: [12, 12], kernel: [3, 3], pads: same, batch: 2, channels: 64, filters: 64 },
} as const;

/** What a kernel writes, in float64. */
function exactOf(call: Sample): Float64Array {
  const arrangement = arrange(call);
  const arena = new ReferenceArena(arrangement.elements);
  fillArena(arena, arrangement);
  arena.run(arena.load(arrangement.words), 1);
  const { offset, length } = arrangement.placed.find(({ written }) => written)!;
  return arena.values.slice(offset, offset + length);
}
const exact = new Map(
  Object.entries(SHAPES).flatMap(([label, sizes]) =>
    KERNELS.map((kernel) => [`${label} ${kernel}`, exactOf(sample(kernel, sizes))] as const),
  ),
);

/** What a machine's kernel writes. */
function gotOf(backend: Backend, call: Sample): Float32Array {
  const arrangement = arrange(call);
  const arena = backend.allocate(arrangement.elements);
  const { offset, length } = arrangement.placed.find(({ written }) => written)!;
  const got = new Float32Array(ranIn(arena, arrangement).buffer, 4 * offset, length);
  arena.free();
  return got;
}

interface Errors { readonly rms: number; readonly most: number }
/** The errors of values, by the largest of the exact ones. */
function errorsOf(got: Float32Array, expected: Float64Array): Errors {
  const largest = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const errors = expected.map((x, i) => Math.abs(got[i]! - x) / largest);
  return { rms: Math.sqrt(errors.reduce((total, e) => total + e * e, 0) / got.length), most: Math.max(...errors) };
}
/** The largest allowed errors by tiles of 4 x 4, of the largest value. They are stated in the docs of `precision`. */
const [RMS, MOST] = [1e-6, 2e-5];

test.each(MACHINES)('$machine: tiles of 2 x 2 are as exact as sums, those of 4 x 4 as the docs say', ({ machine, backend }) => {
  for (const [label, sizes] of Object.entries(SHAPES)) {
    for (const kernel of KERNELS) {
      const expected = exact.get(`${label} ${kernel}`)!;
      const [sums, two, four] = WINOGRAD_SIDES.map((_, winograd) =>
        errorsOf(gotOf(backend(), sample(kernel, { ...sizes, winograd })), expected),
      ) as [Errors, Errors, Errors];
      const where = `${label} ${kernel}`;
      // The sums of WebAssembly run over parts, tap by tap: that is more exact than one sum over all terms.
      expect(two.rms, where).toBeLessThan((machine === 'wasm' ? 2 : 1.5) * sums.rms);
      expect(two.most, where).toBeLessThan(4 * sums.most);
      expect(four.rms, where).toBeLessThan(RMS);
      expect(four.most, where).toBeLessThan(MOST);
    }
  }
});

test.each(MACHINES)('$machine: numbers far from zero have the errors that the docs say', ({ backend }) => {
  const laplacian = [0, 1, 0, 1, -4, 1, 0, 1, 0];
  const sizes = SHAPES['13x15x32 to 40'];
  const each = sizes.channels * sizes.filters;
  const w = Float32Array.from({ length: laplacian.length * each }, (_, i) => laplacian[Math.floor(i / each)]!);
  const callOf = (winograd: number): Sample => {
    const call = sample('conv', { ...sizes, winograd });
    return { ...call, operands: { ...call.operands, x: uniform(1, 254.5, 255.5), w } };
  };
  const expected = exactOf(callOf(0));
  const [two, four] = [1, 2].map((winograd) => errorsOf(gotOf(backend(), callOf(winograd)), expected)) as [Errors, Errors];
  expect(two.rms).toBeLessThan(7e-6);
  expect(two.most).toBeLessThan(2e-5);
  expect(four.rms).toBeLessThan(2e-5);
  expect(four.most).toBeLessThan(6e-5);
});

test.each(MACHINES)('$machine: very many channels go by tiles, on WebAssembly by sums where no tile has room', ({ machine, backend }) => {
  const sizes = { places: [4, 4], kernel: [3, 3], pads: same, channels: 3, filters: 3 } as const;
  for (const [kernel, many] of [['conv', 'channels'], ['conv_dx', 'filters']] as const) {
    for (const count of [1812, 1820]) {
      const tiled = sample(kernel, { ...sizes, [many]: count, winograd: 2 });
      const arrangement = arrange(tiled);
      const arena = backend().allocate(arrangement.elements);
      const [after, sums] = [arrangement, arrange(sample(kernel, { ...sizes, [many]: count }))].map((a) => ranIn(arena, a));
      arena.free();
      const where = `${kernel} of ${count} ${many}`;
      expect(faultOf(tiled, arrangement, after!), where).toBeUndefined();
      expect(after!.every((word, i) => word === sums![i]), where).toBe(machine === 'wasm' && count === 1820);
    }
  }
});

test('the sizes decide between sums and tiles', () => {
  const chosen = (sizes: Parameters<typeof geometry>[0], high = false): number => WINOGRAD_SIDES[winogradOf(geometry(sizes), high)]!;
  const layer = { places: [26, 26], kernel: [3, 3], batch: 64, channels: 32, filters: 64 } as const;
  expect(chosen(layer)).toBe(2);
  expect(chosen(layer, true)).toBe(4);
  expect(chosen({ ...layer, pads: same })).toBe(2);
  // Few channels, few places, and what tiles cannot do.
  expect(chosen({ ...layer, channels: 1 }, true)).toBe(0);
  expect(chosen({ ...layer, channels: 8, filters: 8 }, true)).toBe(0);
  expect(chosen({ ...layer, places: [4, 4], batch: 1 }, true)).toBe(0);
  expect(chosen({ ...layer, batch: 0 }, true)).toBe(0);
  expect(chosen({ ...layer, strides: [1, 2] }, true)).toBe(0);
  expect(chosen({ ...layer, dilations: [2, 1] }, true)).toBe(0);
  expect(chosen({ ...layer, kernel: [3, 5] }, true)).toBe(0);
  expect(chosen({ ...layer, groups: 2 }, true)).toBe(0);
  expect(chosen({ ...layer, places: [26, 26, 26], kernel: [3, 3, 3] }, true)).toBe(0);
  expect(chosen({ ...layer, places: [200], kernel: [3] }, true)).toBe(0);
});

test('the precision of a convolution goes with it through first and second derivatives', () => {
  const [x, w] = [placeholder([2, 8, 8, 4]), placeholder([3, 3, 4, 5])];
  const precisions = (y: Tensor): unknown[] => {
    const [dw] = differentiate(sum(multiply(y, y)), [w]);
    const second = differentiate(sum(multiply(dw!, dw!)), [x, w]);
    return ancestors(second).filter(({ op }) => op.startsWith('conv')).map(({ attrs }) => attrs['precision']);
  };
  for (const [precision, attribute] of [['high', 'high'], ['highest', undefined]] as const) {
    const seen = [
      ...precisions(conv(x, w, { padding: 'same', precision })),
      ...precisions(convTranspose(placeholder([2, 8, 8, 5]), w, { padding: 'same', precision })),
    ];
    expect(seen.length).toBeGreaterThan(6);
    expect(new Set(seen)).toEqual(new Set([attribute]));
  }
});
