/** Convolutions of random sizes, strides, dilations, pads and groups on every machine, against the float64 reference. */
import { expect, test } from 'vitest';
import { EPILOGUE_ACTIVATIONS } from '../src/abi/kernels.ts';
import { ops } from '../src/index.ts';
import { MACHINES } from './machines.ts';
import { faultOf, ranIn } from './reference/judge.ts';
import { canRound, drawn, drawnTiles, geometry, sample } from './samples/conv.ts';
import { arrange, generator } from './samples/sample.ts';

const CONFIGURATIONS = 2000;

const next = generator(1903);
const cases = Array.from({ length: CONFIGURATIONS }, (_, i) => {
  const exact = i % 4 === 3 ? drawnTiles(next) : drawn(next);
  const sizes = { ...exact, bfloat16: Number(i % 3 === 1 && canRound(geometry(exact))) };
  const options = { bias: i % 2 === 0, gate: i % 5 === 0, activation: i % EPILOGUE_ACTIVATIONS.length };
  const parts = (sizes.winograd ?? 0) > 0 && i % 8 === 3 ? Math.max(sizes.batch ?? 1, 1) : 1;
  return ['conv', 'conv_dx', 'conv_dw'].map((kernel) => sample(kernel, sizes, kernel === 'conv_dw' ? { parts } : options, 10 * i));
}).flat();
const arranged = cases.map((c) => [c, arrange(c)] as const);
const elements = Math.max(...arranged.map(([, { elements: e }]) => e));

test.each(MACHINES)(`${cases.length} convolutions on $machine`, ({ backend }) => {
  const arena = backend().allocate(elements);
  const faults = arranged.flatMap(([c, arrangement]) => {
    const fault = faultOf(c, arrangement, ranIn(arena, arrangement));
    return fault === undefined ? [] : [`${c.kernel} of ${c.label}: ${fault}`];
  });
  arena.free();
  expect(faults).toEqual([]);
});

test('windows, strides and dilations near the edge of int32 are refused by name', () => {
  const x = { data: new Float32Array(2 * 3).fill(1), shape: [1, 2, 3] };
  const w = { data: new Float32Array(2 * 3 * 4).fill(1), shape: [2, 3, 4] };
  expect(() => ops.conv(x, w, { strides: 2 ** 30 })).toThrow(/conv: strides must be an integer >= 1 and below 2\^30, received 1073741824/);
  expect(() => ops.conv(x, w, { dilationRate: 2 ** 30 - 1, padding: 'same' })).toThrow(/2 taps, 1073741823 places apart, spans 1073741824/);
  expect(() => ops.maxPool(x, 2 ** 31 - 1, { padding: 'same' })).toThrow(/poolSize must be an integer >= 1 and below 2\^30/);
  expect(ops.conv(x, w, { strides: 2 ** 30 - 1, padding: 'same' }).shape).toEqual([1, 1, 4]);
});
