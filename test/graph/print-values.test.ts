/** Tensors print as NumPy prints arrays of the same values. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tensor, type TypedArray } from '../../src/index.ts';

interface Case {
  readonly dtype: 'float32' | 'int32' | 'uint8' | 'int8';
  readonly shape: number[];
  /** Values, those of float32 as their bits. */
  readonly values: number[];
  readonly text: string;
}

const { producer, cases } = JSON.parse(readFileSync('test/golden/numpy-print.json', 'utf8')) as { producer: string; cases: Case[] };

const arrayOf = ({ dtype, values }: Case): TypedArray => {
  if (dtype === 'uint8') return Uint8Array.from(values);
  if (dtype === 'int8') return Int8Array.from(values);
  return dtype === 'int32' ? Int32Array.from(values) : new Float32Array(Int32Array.from(values).buffer);
};

test(`${cases.length} arrays print as in ${producer}`, () => {
  expect(cases.length).toBeGreaterThan(200);
  for (const [i, one] of cases.entries()) {
    const made = tensor({ data: arrayOf(one), shape: one.shape });
    expect(`${made}`, `case ${i}, ${one.dtype} [${one.shape}]`).toBe(one.text);
  }
});
