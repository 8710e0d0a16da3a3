import { ABI_HASH } from './gen/check.ts';
import { depthOf } from './instructions.ts';
import { REPEAT, STRETCHES_DEEP } from './kernels.ts';
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
 *  the first program begin. Behind that, equal ones that follow each other are written once, in a repeat. */
export function concatenate(programs: readonly Program[]): Program {
  const words: number[] = HEADER.map(([, value]) => value);
  const relocations: number[] = [];
  let effects: number | undefined;
  for (let i = 0, turns; i < programs.length; i += turns) {
    const program = programs[i]!;
    const own = program.words.subarray(HEADER.length);
    turns = 1;
    if (effects !== undefined && depthOf(program.words) < STRETCHES_DEEP) while (programs[i + turns] === program) turns++;
    if (turns > 1) words.push(REPEAT, turns, own.length, 0);
    const shift = words.length - HEADER.length;
    if (program.words[3]! < program.words.length) effects ??= program.words[3]! + shift;
    for (const word of own) words.push(word);
    program.relocations.forEach((value, at) => relocations.push(at % 2 === 0 ? value + shift : value));
  }
  words[1] = ABI_HASH;
  words[2] = words.length;
  words[3] = effects ?? words.length;
  return {
    words: Int32Array.from(words), relocations: Int32Array.from(relocations), workspace: Math.max(0, ...programs.map((p) => p.workspace)),
  };
}
