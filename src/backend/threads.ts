import { ConfigError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';

/** As MAX_THREADS of native/pool.h. */
const MAX_THREADS = 256;

/** How many threads are asked for: by an option, or else by MYELIN_NUM_THREADS; undefined if by neither.
 *  @throws {ConfigError} if it is no possible number */
export function threadsAsked(option: number | undefined): number | undefined {
  const variable = host().setting('MYELIN_NUM_THREADS');
  if (option === undefined && !variable) return undefined;
  const threads = option ?? Number(variable);
  if (Number.isInteger(threads) && threads >= 1 && threads <= MAX_THREADS) return threads;
  const where = option === undefined ? 'MYELIN_NUM_THREADS' : 'threads';
  throw new ConfigError(`${where} must be an integer from 1 to ${MAX_THREADS}, received ${show(option ?? variable)}.`);
}

/** The processors that this process may use. */
export const cores = (): number => Math.min(host().cores(), MAX_THREADS);
