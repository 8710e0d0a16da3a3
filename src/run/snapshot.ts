import { allocate, type TypedArray } from '../core/dtype.ts';
import { host } from '../core/host.ts';
import { atOnce, inPieces, isPending, made, type Pieces } from '../core/pieces.ts';
import type { Variable } from '../graph/variable.ts';
import { sessionsOf } from './home.ts';

/** Elements that are copied before others get their turn on the event loop. */
const PIECE = 1 << 18;
/** How often values are copied in pieces. If they change each time meanwhile, they are then copied in one go. */
const ATTEMPTS = 3;

/** What is to be known beside values. */
export interface Beside<T> {
  /** Reads it, in pieces. It must not wait for anything. */
  tell(): Pieces<T>;
  /** Differs when what is read may have changed; if it does meanwhile, all is read once more. */
  version(): unknown;
}

const NOTHING: Beside<undefined> = { tell: () => made(undefined), version: () => undefined };

/** Copies values of variables as they are at one moment, which lies between the call and the end of the promise. Where a run or a step is
 *  under way it is the moment behind it; otherwise, for few values, that of the call. Many values are copied in pieces, during which
 *  nothing else runs in their sessions, and once more if the user assigns some of them meanwhile.
 *  @param beside  what is to be known beside the values, at the same moment
 *  @param then  is called at that moment
 *  @throws {BackendError} if there is no memory for the copies */
export async function snapshot<T extends string | undefined = undefined>(
  variables: readonly Variable[], beside: Beside<T> = NOTHING as unknown as Beside<T>,
  then: (values: ReadonlyMap<Variable, TypedArray>) => void = () => undefined,
): Promise<{ readonly values: ReadonlyMap<Variable, TypedArray>; readonly beside: T }> {
  const values = new Map(variables.map((v): [Variable, TypedArray] => [v, allocate(v.dtype, v.size)]));
  for (const v of variables) if (v.waits) await v.beginLater(); // where none waits, the moment is that of the call
  const copy = async (): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      const versions = variables.map((v) => v.version);
      const version = beside.version();
      const wholly = attempt > ATTEMPTS;
      const telling = wholly ? atOnce(beside.tell()) : inPieces(beside.tell());
      const told = isPending(telling) ? await telling : telling;
      await copyAll(values, wholly);
      const same = beside.version() === version && variables.every((v, i) => v.version === versions[i]);
      // What has changed while all was read in one go is what the reading itself changes.
      if (!same && !wholly) continue;
      then(values);
      return told;
    }
  };
  return { beside: await inWholeTurns(variables, copy), values };
}

/** Does work while nothing else runs in the sessions of variables. Turns of several sessions are taken in one order everywhere, so that
 *  two such works never wait for each other. */
export const inWholeTurns = <T>(variables: readonly Variable[], work: () => Promise<T>): Promise<T> =>
  sessionsOf(variables).reduceRight<() => Promise<T>>((inner, session) => () => session.turnNow(inner), work)();

/** @param wholly  whether the event loop waits */
async function copyAll(values: ReadonlyMap<Variable, TypedArray>, wholly: boolean): Promise<void> {
  let left = PIECE;
  for (const [variable, copy] of values) {
    for (let from = 0; from < copy.length; ) {
      const piece = copy.subarray(from, from + Math.max(4, left - (left % 4)));
      variable.copyTo(piece, from);
      from += piece.length;
      left -= piece.length;
      if (left > 0 || wholly) continue;
      await host().pause();
      left = PIECE;
    }
  }
}
