/** Random numbers of a case: the same for the same seed, on every machine. */
import { hashSeed } from '../../src/core/seed.ts';

const WORD = 2 ** 32;

export class Draw {
  readonly #seed: number;
  #count = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** In [0, 1). */
  unit(): number {
    return (hashSeed(this.#seed, this.#count++) >>> 0) / WORD;
  }

  /** A whole number from low to high, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  chance(part: number): boolean {
    return this.unit() < part;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.whole(0, from.length - 1)]!;
  }

  /** A number of three decimals. */
  number(low: number, high: number): number {
    return Number((low + this.unit() * (high - low)).toFixed(3));
  }

  /** Of mean 0 and variance 1, by Box and Muller's method. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit());
  }

  /** A part of the options: each that is drawn by chance. */
  some(options: Readonly<Record<string, () => unknown>>, part = 0.4): Record<string, unknown> {
    const drawn = Object.entries(options).filter(() => this.chance(part));
    return Object.fromEntries(drawn.map(([name, make]) => [name, make()]));
  }
}
