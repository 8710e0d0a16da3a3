import { DataError } from '../core/errors.ts';
import { hashSeed } from '../core/seed.ts';

/** How the next token is drawn. */
export interface SamplingOptions {
  readonly temperature: number;
  readonly topK: number | undefined;
  readonly topP: number;
}

/** The probabilities with which tokens are drawn, in this order: logits are divided by the temperature, all but the topK largest are
 *  left away, and of what is left all but the fewest most probable tokens whose probabilities sum to topP. Of equal ones, those with
 *  smaller numbers stay.
 *  @source Fan et al. 2018, Hierarchical neural story generation; Holtzman et al. 2020, The curious case of neural text degeneration */
export function samplingShares(logits: Float64Array, { temperature, topK, topP }: SamplingOptions): Float64Array {
  const top = logits.reduce((most, x) => Math.max(most, x), -Infinity);
  let shares = shared(logits.map((x) => Math.exp((x - top) / temperature)));
  if (topK !== undefined && topK < shares.length) shares = shared(largest(shares, topK));
  if (topP < 1) {
    const descending = shares.toSorted().reverse();
    let [count, sum] = [0, 0];
    while (sum < topP && count < descending.length) sum += descending[count++]!;
    shares = shared(largest(shares, count));
  }
  return shares;
}

function shared(x: Float64Array): Float64Array {
  const total = x.reduce((sum, v) => sum + v, 0);
  return x.map((v) => v / total);
}

/** The `count` largest values, and 0 in the place of the others. */
function largest(x: Float64Array, count: number): Float64Array {
  const least = x.toSorted()[x.length - count]!;
  let equal = count - x.reduce((above, v) => above + Number(v > least), 0);
  return x.map((v) => (v > least || (v === least && equal-- > 0) ? v : 0));
}

/** The place at which the sum of shares passes `at`, from 0 to 1. */
export function drawnAt(shares: Float64Array, at: number): number {
  let [sum, last] = [0, 0];
  for (let i = 0; i < shares.length; i++) {
    if (shares[i] === 0) continue;
    sum += shares[i]!;
    last = i;
    if (sum > at) return i;
  }
  return last; // rounding has left the sum below `at`
}

/** A number in [0, 1) that belongs to a seed, a prompt and a step. */
export const uniform = (seed: number, prompt: number, step: number): number => {
  const word = (which: string): number => hashSeed(seed, prompt, step, which) >>> 0;
  return ((word('high') >>> 5) * 2 ** 26 + (word('low') >>> 6)) / 2 ** 53;
};

/** The place of the largest value, the first one if several are equal. */
export function greatest(x: Float64Array): number {
  let best = 0;
  for (let i = 1; i < x.length; i++) if (x[i]! > x[best]!) best = i;
  return best;
}

/** Logits of a row that a model gave.
 *  @param fromLogits  whether it gave logits, and not probabilities
 *  @throws {DataError} on a row without a largest number, or of no probabilities */
export function logitsOf(row: Float32Array, fromLogits: boolean): Float64Array {
  const wrong = row.find((x) => Number.isNaN(x) || x === Infinity);
  if (wrong !== undefined || row.every((x) => x === -Infinity)) {
    throw new DataError(
      `generate: the model gives ${wrong ?? '-Infinity for all tokens'}. Look whether the tokens of prompts are ones that it knows, and ` +
        'whether its weights are finite.',
    );
  }
  if (fromLogits) return Float64Array.from(row);
  const sum = row.reduce((total, x) => total + x, 0);
  if (row.some((x) => x < 0) || Math.abs(sum - 1) > 1e-3) {
    throw new DataError(
      `generate: expected the model to give probabilities that sum to 1, received a sum of ${sum.toPrecision(4)}. If it gives logits, ` +
        'call generate with fromLogits: true.',
    );
  }
  return Float64Array.from(row, Math.log);
}
