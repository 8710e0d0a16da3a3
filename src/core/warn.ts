/** Codes of the warnings given so far. */
const given = new Set<string>();

/** Warns of something that works but is most likely a mistake: through `process.emitWarning`, once in a process for
 *  each code.
 *  @param code  begins with MYELIN_, so that a listener can tell myelin's warnings from others */
export function warnOnce(code: string, message: string): void {
  if (given.has(code)) return;
  given.add(code);
  process.emitWarning(message, { code });
}
