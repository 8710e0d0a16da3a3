/** Convolutions of random sizes, strides, dilations, pads and groups on every machine, against the float64 reference. */
import { expect, test } from 'vitest';
import { EPILOGUE_ACTIVATIONS } from '../src/abi/kernels.ts';
import { MACHINES } from './machines.ts';
import { faultOf, imageOf } from './reference/judge.ts';
import { drawn, sample } from './samples/conv.ts';
import { arrange, generator } from './samples/sample.ts';

const CONFIGURATIONS = 2000;

const next = generator(1903);
const cases = Array.from({ length: CONFIGURATIONS }, (_, i) => {
  const sizes = drawn(next);
  const options = { bias: i % 2 === 0, gate: i % 5 === 0, activation: i % EPILOGUE_ACTIVATIONS.length };
  return ['conv', 'conv_dx', 'conv_dw'].map((kernel) => sample(kernel, sizes, kernel === 'conv_dw' ? {} : options, 10 * i));
}).flat();
const arranged = cases.map((c) => [c, arrange(c)] as const);
const elements = Math.max(...arranged.map(([, { elements: e }]) => e));

test.each(MACHINES)(`${cases.length} convolutions on $machine`, ({ backend }) => {
  const arena = backend().allocate(elements);
  const faults = arranged.flatMap(([c, arrangement]) => {
    arena.write(0, imageOf(arrangement));
    const program = arena.load(arrangement.words);
    arena.run(program, 1);
    arena.unload(program);
    const after = new Int32Array(arrangement.elements);
    arena.read(0, after);
    const fault = faultOf(c, arrangement, after);
    return fault === undefined ? [] : [`${c.kernel} of ${c.label}: ${fault}`];
  });
  arena.free();
  expect(faults).toEqual([]);
});
