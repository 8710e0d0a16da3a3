import { ABI_HASH } from './gen/check.ts';
import { HEADER } from './layout.ts';

/** Regions of an arena. A program is written with offsets into a region and linked once the regions have places. */
export const SEGMENTS = ['state', 'workspace', 'dataset'] as const;
export type Segment = (typeof SEGMENTS)[number];

/** A place in an arena, in elements from the beginning of its segment. */
export interface Place {
  readonly segment: Segment;
  readonly offset: number;
  /** Elements by which it moves with each turn of the repeats around it, innermost first. */
  readonly by?: readonly number[];
}

/** Names a place: the same text for the same elements in every turn. */
export const placeKey = ({ segment, offset, by = [] }: Place): string => [segment, offset, ...by].join();

export interface Program {
  /** Header and instructions; operands are offsets into their segments. */
  readonly words: Int32Array;
  /** Pairs (word, segment): where a segment's base must be added. */
  readonly relocations: Int32Array;
  /** Elements of workspace the program needs. */
  readonly workspace: number;
}

/** The words of a program whose segments begin at the given elements of an arena. */
export function link(program: Program, bases: Readonly<Record<Segment, number>>): Int32Array {
  const words = program.words.slice();
  const { relocations } = program;
  for (let i = 0; i < relocations.length; i += 2) {
    words[relocations[i]!]! += bases[SEGMENTS[relocations[i + 1]!]!];
  }
  return words;
}

/** Joins programs into one that runs them one after another in the same workspace. Its effects begin where those of
 *  the first program begin. */
export function concatenate(programs: readonly Program[]): Program {
  const lengths = programs.map(({ words }) => words.length - HEADER.length);
  const words = new Int32Array(lengths.reduce((sum, n) => sum + n, HEADER.length));
  const relocations = new Int32Array(programs.reduce((sum, p) => sum + p.relocations.length, 0));
  let effects: number | undefined;
  let [shift, relocated] = [0, 0];
  programs.forEach((program, at) => {
    if (program.words[3]! < program.words.length) effects ??= program.words[3]! + shift;
    words.set(program.words.subarray(HEADER.length), HEADER.length + shift);
    const { relocations: own } = program;
    for (let i = 0; i < own.length; i++) relocations[relocated + i] = i % 2 === 0 ? own[i]! + shift : own[i]!;
    relocated += own.length;
    shift += lengths[at]!;
  });
  HEADER.forEach(([, value], i) => (words[i] = value));
  words[1] = ABI_HASH;
  words[2] = words.length;
  words[3] = effects ?? words.length;
  return { words, relocations, workspace: Math.max(0, ...programs.map((p) => p.workspace)) };
}
