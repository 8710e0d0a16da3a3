/** native/ and assembly/ are one text in two languages: the same families, signatures, order and stated exceptions. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { comment, signature } from '../src/abi/codegen.ts';
import { FAMILIES, KERNELS } from '../src/abi/kernels.ts';

const PLACES: readonly ((family: string) => string)[] = [
  // Kernels that no op of the graph uses are called from a folder of their own; products of bfloat16 are matmul's, too.
  (family) => (family === 'blas' ? 'src/blas/index.ts' : `src/op/${family === 'bf16' ? 'gemm' : family}.ts`),
  (family) => `native/kernels/${family}.inl.h`,
  (family) => `assembly/kernels/${family}.ts`,
  (family) => `test/reference/${family}.ts`,
  (family) => `test/samples/${family}.ts`,
];

test('every family has a file in every place', () => {
  expect(FAMILIES.flatMap((family) => PLACES.map((place) => place(family)).filter((path) => !existsSync(path)))).toEqual([]);
});

/** The stated differences: `// MIRROR: reason`. */
const mirrors = (text: string): string[] => [...text.matchAll(/^\s*\/\/ MIRROR: .*$/gm)].map(([line]) => line.trim()).toSorted();

const sourcesOf = (name: string) =>
  [{ language: 'c', path: `native/kernels/${name}.inl.h` }, { language: 'as', path: `assembly/kernels/${name}.ts` }] as const;

describe.each(FAMILIES)('%s', (family) => {
  const sources = sourcesOf(family);

  test.each(sources)('$path: comment and signature of each kernel, in the order of the table', ({ language, path }) => {
    const text = readFileSync(path, 'utf8');
    const kernels = KERNELS.filter((k) => k.family === family);
    const at = kernels.map((kernel) => {
      const head = `\n${signature(kernel, language)}`;
      expect(text, `${path} lacks the lines${head}`).toContain(head);
      const place = text.indexOf(head);
      const above = `\n${comment(kernel)}`;
      expect(text.slice(Math.max(0, place - above.length), place), `${path}: what stands above ${kernel.name}`).toBe(above);
      return place;
    });
    const misplaced = kernels.filter((_, i) => i > 0 && at[i]! < at[i - 1]!).map((k) => k.name);
    expect(misplaced, `${path}: kernels that stand before their predecessor in the table`).toEqual([]);
  });
});

// Chains are no family, and have their files all the same.
test.each([...FAMILIES, 'chain'])('%s: the same differences are stated on both sides', (name) => {
  const [native, assembly] = sourcesOf(name).map(({ path }) => mirrors(readFileSync(path, 'utf8')));
  expect(assembly, `MIRROR lines of assembly/kernels/${name}.ts (expected: those of native/kernels/${name}.inl.h)`).toEqual(native);
});
