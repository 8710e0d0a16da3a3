import { selectBackend } from '../backend/select.ts';
import type { Variable } from '../graph/variable.ts';
import { Session } from './session.ts';

/** The session of each variable. A session belongs to variables, not to a model: whatever shares a variable shares
 *  its session, so that values need not move. (If two sessions have to hold one variable for a while, its version
 *  tells which values are the newest.) */
const homes = new WeakMap<Variable, Session>();

/** Whether a call is under way, by whomever, in a session of one of these variables. */
export const atWork = (variables: readonly Variable[]): boolean => variables.some((v) => homes.get(v)?.busy === true);

/** The sessions of these variables, in the order in which they were made. */
export const sessionsOf = (variables: readonly Variable[]): Session[] =>
  [...new Set(variables.flatMap((v) => homes.get(v) ?? []))].toSorted((a, b) => a.number - b.number);

/** Frees the memory of variables that no program needs any more. */
export function release(variables: readonly Variable[]): void {
  for (const v of variables) {
    const home = homes.get(v);
    if (home?.ended === false) home.forget([v]);
    homes.delete(v);
  }
}

/** The session of these variables. If they have none, it is a new one. If they have several, the smaller ones move
 *  into the largest, except sessions that are busy.
 *  @param order  variables that a new session should place next to each other, in this order */
export function homeOf(variables: readonly Variable[], order: readonly Variable[] = variables): Session {
  const backend = selectBackend();
  const found = new Set<Session>();
  for (const v of variables) {
    const home = homes.get(v);
    if (home !== undefined && !home.ended && home.backend === backend) found.add(home);
  }
  const [largest, ...smaller] = [...found].toSorted((a, b) => b.size - a.size);
  const home = largest ?? new Session(backend);
  for (const other of smaller) if (!other.busy) other.end();
  if (largest === undefined) home.reserve(order);
  for (const v of variables) homes.set(v, home);
  return home;
}
