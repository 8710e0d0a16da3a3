import type { Backend } from '../../backend/backend.ts';
import { ConfigError, show } from '../../core/errors.ts';
import { host } from '../../core/host.ts';

/** The most bytes of data in an arena, whatever memory there is: half of what programs can address. */
const MOST = 2 ** 32, MOST_WASM = 2 ** 31;
/** Part of the memory that data may take in an arena. The caller's own arrays take as much again. */
const SHARE = 1 / 4;

/** Bytes of data that `fit` keeps in the arena; more are streamed. MYELIN_RESIDENT_BYTES names another number.
 *  @throws {ConfigError} if it is no whole number */
export function residentBytes({ name }: Backend): number {
  const most = name === 'wasm' ? MOST_WASM : MOST;
  const asked = host().setting('MYELIN_RESIDENT_BYTES');
  if (asked) {
    const bytes = Number(asked);
    if (Number.isSafeInteger(bytes) && bytes >= 0) return Math.min(bytes, most);
    throw new ConfigError(`MYELIN_RESIDENT_BYTES must be a whole number of bytes, received ${show(asked)}.`);
  }
  return Math.min(most, SHARE * host().memory());
}
