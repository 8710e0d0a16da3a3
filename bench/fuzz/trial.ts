import type { Draw } from '../keras/draw.ts';

/** One round of a fuzz.
 *  @param draw  the random numbers of the round's seed
 *  @param say  tells what is done, in a line; what was told is printed with a fault
 *  @returns a word for what came of it, by which rounds are counted
 *  @throws {MyelinError} if what was asked for is refused; anything else is a fault */
export type Trial = (draw: Draw, say: (line: string) => void) => string | Promise<string>;

/** An error of a round that found something wrong. */
export class Fault extends Error {}

/** What a child process tells the one that started it. */
export type Told =
  | { readonly fault: string; readonly seed: number; readonly story: readonly string[]; readonly stack: string }
  | {
      readonly ended: { readonly next: number; readonly counts: Readonly<Record<string, number>>; readonly megabytes: readonly number[] };
    };
