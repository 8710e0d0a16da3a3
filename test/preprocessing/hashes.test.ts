/** Hashes of texts, to nearly all of their bits, as TensorFlow's kernels make them (test/golden/record-preprocessing.py). */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fingerprint64, joined } from '../../src/preprocessing/farm-hash.ts';
import { sipHash } from '../../src/preprocessing/sip-hash.ts';

interface Golden {
  readonly hashing: {
    readonly texts: readonly string[];
    readonly bins: string;
    readonly fast: readonly string[];
    readonly strong: readonly string[];
    readonly crossed: {
      readonly names: readonly string[];
      readonly numbers: readonly number[];
      readonly answer: readonly string[];
      readonly three: readonly string[];
    };
  };
}

const { hashing } = JSON.parse(readFileSync(new URL('../golden/preprocessing.json', import.meta.url), 'utf8')) as Golden;
const bins = BigInt(hashing.bins);

test('fingerprint64, of texts of every length that it treats in its own way', () => {
  expect(hashing.texts.map((text) => String(fingerprint64(text) % bins))).toEqual(hashing.fast);
});

test('sipHash under a key', () => {
  expect(hashing.texts.map((text) => String(sipHash(text, [133n, 137n]) % bins))).toEqual(hashing.strong);
});

test('sipHash of the paper, appendix A', () => {
  const text = String.fromCharCode(...Array.from({ length: 15 }, (_, i) => i));
  expect(sipHash(text, [0x0706050403020100n, 0x0f0e0d0c0b0a0908n])).toBe(0xa129ca6149be45e5n);
});

test('joined fingerprints and numbers', () => {
  const { names, numbers, answer, three } = hashing.crossed;
  const crossed = (i: number, again: boolean): string => {
    const two = joined(joined(0xdecafcaffen, fingerprint64(names[i]!)), BigInt(numbers[i]!));
    return String((again ? joined(two, fingerprint64(names[i]!)) : two) % bins);
  };
  expect(names.map((_, i) => crossed(i, false))).toEqual(answer);
  expect(names.map((_, i) => crossed(i, true))).toEqual(three);
});
