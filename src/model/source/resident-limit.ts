import { totalmem } from 'node:os';
import type { Backend } from '../../backend/backend.ts';
import { ConfigError, show } from '../../core/errors.ts';

/** The most bytes of data in an arena, whatever memory there is: half of what programs can address. */
const MOST: Readonly<Record<Backend['name'], number>> = { native: 2 ** 32, wasm: 2 ** 31 };
/** Part of the memory that data may take in an arena. The caller's own arrays take as much again. */
const SHARE = 1 / 4;

/** Bytes of data that `fit` keeps in the arena; more are streamed. MYELIN_RESIDENT_BYTES names another number.
 *  @throws {ConfigError} if it is no whole number */
export function residentBytes({ name }: Backend): number {
  const asked = process.env['MYELIN_RESIDENT_BYTES'];
  if (asked) {
    const bytes = Number(asked);
    if (Number.isSafeInteger(bytes) && bytes >= 0) return Math.min(bytes, MOST[name]);
    throw new ConfigError(`MYELIN_RESIDENT_BYTES must be a whole number of bytes, received ${show(asked)}.`);
  }
  // A container may have less memory than the machine. Where nothing constrains the process, this is 0 or more than there is.
  const constrained = process.constrainedMemory() ?? 0;
  return Math.min(MOST[name], SHARE * Math.min(totalmem(), constrained > 0 ? constrained : Infinity));
}
