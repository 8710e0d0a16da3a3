import type { TypedArray } from '../core/dtype.ts';
import { constant, type Tensor } from './tensor.ts';
import { zeroVariable, type Variable } from './variable.ts';

const WORD = 2 ** 32;

/** A variable that counts from 0: a number of 64 bits as two int32 words, the low one first. @shape [2] */
export const counterVariable = (name: string): Variable => zeroVariable(name, [2], 'int32');

/** Whether a value is a number that a counter may have. */
export const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

/** The number that the words of a counter stand for; exact up to 2^53. */
export const countOf = (words: TypedArray): number => words[1]! * WORD + (words[0]! >>> 0);

/** The words of a number from 0 to 2^53. @shape result [2] int32 */
export const countTensor = (count: number): Tensor => constant(Int32Array.of(count % WORD, Math.floor(count / WORD)), [2]);
