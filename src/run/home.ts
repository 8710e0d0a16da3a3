import { selectBackend } from '../backend/select.ts';
import type { Variable } from '../graph/variable.ts';
import { Session } from './session.ts';

/** Where variables live. A session belongs to variables, not to a model: whatever shares a variable shares a session, so that
 *  its values need not move. (Where two have to, for a while, variables still go by their versions: the values are right.) */
const homes = new WeakMap<Variable, Session>();

/** Whether a call is under way, by whomever, in a session of one of these variables. */
export const atWork = (variables: readonly Variable[]): boolean => variables.some((v) => homes.get(v)?.busy === true);

/** The session of variables: the one that they have, a new one if they have none. Of several the smaller ones move into the
 *  largest, but for those that are at work.
 *  @param order  variables that should lie together, in a session that is new */
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
