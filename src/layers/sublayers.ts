/** The parts of a kind that an object keeps in its properties, with their names, in the order in which they were set: as
 *  values of their own, in arrays ('blocks/0') or in records ('heads/mood'). */
export function sublayersOf<T extends object>(owner: object, kind: abstract new (...args: never[]) => T): (readonly [string, T])[] {
  const found: [string, T][] = [];
  for (const [name, value] of Object.entries(owner)) {
    if (value instanceof kind) found.push([name, value]);
    else if (Array.isArray(value) || isRecord(value)) {
      for (const [key, item] of Object.entries(value)) if (item instanceof kind) found.push([`${name}/${key}`, item]);
    }
  }
  return found;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
