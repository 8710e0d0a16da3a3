/** Whether a machine's result is as close to the reference as its row of the table promises. */
import type { Kernel, OperandDType } from '../../src/abi/kernels.ts';
import type { TypedArray } from '../../src/core/dtype.ts';
import { evaluate } from '../samples/sample.ts';

const { abs, fround } = Math;
/** Unit roundoff, the largest number and the smallest step of float32. */
const U = 2 ** -24;
const LARGEST = 2 ** 128 - 2 ** 104;
const TINY = 2 ** -149;

/** Distance between float32 numbers around |x|. */
function ulpAt(x: number): number {
  let step = TINY;
  for (let edge = 2 ** -125; edge <= abs(x) && edge < 2 ** 128; edge *= 2) step = edge * 2 ** -23;
  return step;
}

export interface Miss {
  readonly index: number;
  readonly expected: number;
  readonly got: number;
  readonly bound: string;
}

/** The first value that misses its tier. `magnitude` belongs to `dot` rows: sums of absolute terms. */
export function firstMiss(
  kernel: Kernel, dtype: OperandDType, args: Readonly<Record<string, number>>, expected: Float64Array,
  magnitude: Float64Array | undefined, got: TypedArray,
): Miss | undefined {
  const { error } = kernel;
  const k = error.tier === 'dot' ? evaluate(error.k, args) : 0;
  const gamma = (k * U) / (1 - k * U);
  for (let index = 0; index < expected.length; index++) {
    const [e, g] = [expected[index]!, got[index]!];
    if (Number.isNaN(e) ? Number.isNaN(g) : Object.is(dtype === 'f32' ? fround(e) : e, g)) continue;
    const miss = (bound: string): Miss => ({ index, expected: e, got: g, bound });
    if (error.tier === 'exact' || dtype !== 'f32' || Number.isNaN(e)) return miss('the same bits');
    if (error.tier === 'ulp') {
      const finite = abs(g) === Infinity ? Math.sign(g) * 2 ** 128 : g;
      if (!(abs(finite - e) <= error.n * ulpAt(e))) return miss(`${error.n} ulp, not ${abs(finite - e) / ulpAt(e)}`);
      continue;
    }
    const scale = magnitude![index]!;
    const overflows = !(scale * (1 + gamma) <= LARGEST) && !Number.isFinite(g);
    const bound = gamma * scale + k * TINY;
    if (!overflows && !(abs(g - e) <= bound)) return miss(`${bound} (gamma of ${k}, magnitude ${scale}), not ${abs(g - e)}`);
  }
  return undefined;
}
