import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

/** What worker threads that are started later get to know. */
const KEY = 'myelin: warnings given';
/** Codes of the warnings given so far. */
const given = new Set<string>(getEnvironmentData(KEY) as string[] | undefined);

/** Warns of something that works but is most likely a mistake: through `process.emitWarning`, once in a process for
 *  each code, and for each thread that does not know of it.
 *  @param code  begins with MYELIN_, so that a listener can tell myelin's warnings from others */
export function warnOnce(code: string, message: string): void {
  if (given.has(code)) return;
  given.add(code);
  setEnvironmentData(KEY, [...given]);
  process.emitWarning(message, { code });
}
