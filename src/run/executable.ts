import { concatenate, type Place, type Program } from '../abi/program.ts';
import type { Loaded } from '../backend/backend.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';

/** A planned program and what belongs to it in a session. */
export interface Executable {
  readonly program: Program;
  readonly inputs: readonly { readonly tensor: Tensor; readonly place: Place }[];
  readonly outputs: readonly { readonly tensor: Tensor; readonly place: Place }[];
  /** The variables that it reads or writes; then those that it writes. */
  readonly variables: readonly Variable[];
  readonly writes: readonly Variable[];
  /** Constants of several elements. They stay in the arena as long as a program needs them. */
  readonly constants: readonly Tensor[];
  loaded: Loaded | undefined;
  /** The number of the layout for which it was loaded. */
  layout: number;
  /** Calls that are going to run it or are at it, and whether it is to be forgotten when they are done. */
  awaited: number;
  dropped: boolean;
}

/** What a program begins with in a session. */
export const FRESH: Pick<Executable, 'loaded' | 'layout' | 'awaited' | 'dropped'> = {
  loaded: undefined,
  layout: -1,
  awaited: 0,
  dropped: false,
};

/** Notes that one more call is going to run a program, until the session is told to let it go. */
export function hold(program: Executable): Executable {
  program.awaited++;
  return program;
}

/** Joins programs of one session into one that runs them one after another, without inputs and outputs. */
export function sequence(parts: readonly Executable[]): Executable {
  const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
  const different = unique(parts);
  return {
    program: concatenate(parts.map((p) => p.program)),
    inputs: [],
    outputs: [],
    variables: unique(different.flatMap((p) => p.variables)),
    writes: unique(different.flatMap((p) => p.writes)),
    constants: unique(different.flatMap((p) => p.constants)),
    ...FRESH,
  };
}
