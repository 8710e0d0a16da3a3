/** The table and what is made from it agree, and no row lacks one of its parts. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generate } from '../src/abi/codegen.ts';
import { CHAIN, INSTRUCTIONS, KERNELS, operandsOf, REPEAT, SKIP, STEPS, type Kernel } from '../src/abi/kernels.ts';
import { evaluate, type Sample } from './samples/sample.ts';
import { SAMPLES } from './samples/index.ts';
import { missingReferences } from './reference/machine.ts';

const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

test('generated files are fresh', () => {
  const stale = Object.entries(generate()).filter(([path, text]) => textOf(path) !== text).map(([path]) => path);
  expect(stale, 'these differ from what src/abi/kernels.ts gives: run `npm run generate`').toEqual([]);
});

test('opcodes and names are unique, steps below instructions', () => {
  expect(new Set([CHAIN, SKIP, REPEAT, ...KERNELS.map((k) => k.opcode)]).size).toBe(KERNELS.length + 3);
  expect(new Set(KERNELS.map((k) => k.name)).size).toBe(KERNELS.length);
  expect(Math.max(...STEPS.map((k) => k.opcode))).toBeLessThan(Math.min(...INSTRUCTIONS.map((k) => k.opcode)));
});

test('every alias names an output and an input of the same extent', () => {
  const wrong = KERNELS.flatMap((kernel) =>
    kernel.alias.filter((pair) => {
      const [y, x] = pair.split('=').map((name) => operandsOf(kernel).find((o) => o.name === name));
      return !(y && x && y.kind === 'out' && x.kind === 'in' && y.extent === x.extent);
    }).map((pair) => `${kernel.name}: ${pair}`),
  );
  expect(wrong).toEqual([]);
});

test('every expression of the table names only arguments of its row', () => {
  const wrong = KERNELS.flatMap((kernel) => {
    const args = Object.fromEntries(kernel.args.filter((a) => a.kind === 'size' || a.kind === 'flag').map((a) => [a.name, 1]));
    const { error } = kernel;
    const expressions = [
      kernel.units, kernel.flops, ...kernel.require, ...operandsOf(kernel).map((o) => o.extent),
      ...(error.tier === 'dot' ? [error.k] : []),
    ];
    return expressions.flatMap((expression) => {
      try {
        return Number.isFinite(evaluate(expression, args)) ? [] : [`${kernel.name}: ${expression} is not a number`];
      } catch (error) {
        return [`${kernel.name}: ${expression}: ${(error as Error).message}`];
      }
    });
  });
  expect(wrong).toEqual([]);
});

test('every row has a reference, a magnitude where its bound needs one, and samples', () => {
  const missing = [
    ...missingReferences(),
    ...KERNELS.filter((k) => !SAMPLES.some((s) => s.kernel === k.name)).map((k) => `test/samples/${k.family}.ts: ${k.name}`),
  ];
  expect(missing).toEqual([]);
});

test('samples cover every alias the table allows, and outputs without elements', () => {
  const of = (kernel: Kernel): readonly Sample[] => SAMPLES.filter((s) => s.kernel === kernel.name);
  const empty = (kernel: Kernel, { args }: Sample): boolean =>
    operandsOf(kernel).every((o) => o.kind === 'in' || evaluate(o.extent, args) === 0);
  const missing = KERNELS.flatMap((kernel) => [
    ...kernel.alias
      .filter((pair) => !of(kernel).some((s) => Object.entries(s.alias ?? {}).some(([y, x]) => pair === `${y}=${x}`)))
      .map((pair) => `${kernel.name}: alias ${pair}`),
    ...(of(kernel).some((s) => empty(kernel, s)) ? [] : [`${kernel.name}: a sample with nothing to write`]),
  ]);
  expect(missing).toEqual([]);
});

test('every row has a native and an assembly function', () => {
  const missing = KERNELS.flatMap((kernel) => [
    ...(new RegExp(`^static void ${kernel.name}\\(`, 'm').test(textOf(`native/kernels/${kernel.family}.inl.h`))
      ? []
      : [`native/kernels/${kernel.family}.inl.h: ${kernel.name}`]),
    ...(new RegExp(`^export function ${kernel.name}\\(`, 'm').test(textOf(`assembly/kernels/${kernel.family}.ts`))
      ? []
      : [`assembly/kernels/${kernel.family}.ts: ${kernel.name}`]),
  ]);
  expect(missing).toEqual([]);
});
