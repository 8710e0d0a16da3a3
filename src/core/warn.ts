import { host } from './host.ts';

/** Codes of the warnings given so far. */
let given: Set<string> | undefined;

/** Warns of something that works but is most likely a mistake.
 *  @param code  begins with MYELIN_, so that a listener can tell myelin's warnings from others */
export function warn(code: string, message: string): void {
  host().warn(code, message);
}

/** Warns once in a process for each code, and for each thread that does not know of it. */
export function warnOnce(code: string, message: string): void {
  given ??= new Set(host().warned.get());
  if (given.has(code)) return;
  given.add(code);
  host().warned.set([...given]);
  warn(code, message);
}
