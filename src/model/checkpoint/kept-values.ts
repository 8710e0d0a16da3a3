import { ConfigError, FormatError, show } from '../../core/errors.ts';
import { isRecord } from '../../core/realm.ts';
import { Tensor } from '../../graph/tensor.ts';

/** What begins the keys that stand for values which JSON has not. */
const MARK = '$';

/** Values as JSON holds them. Tensors are kept beside them; numbers that JSON has not, NaN, infinities and -0, come back, too.
 *  @param where  begins an error
 *  @param tensors  gets the tensors, by the places where they are
 *  @throws {ConfigError} on functions, typed arrays, objects of classes and circles, with the place */
export function toJson(where: string, value: unknown, tensors: Map<string, Tensor>, path: readonly string[] = []): unknown {
  return encoded(value, path, []);

  function encoded(item: unknown, at: readonly string[], around: readonly object[]): unknown {
    if (item === null || item === undefined || typeof item === 'string' || typeof item === 'boolean') return item;
    if (typeof item === 'number') return Number.isFinite(item) && !Object.is(item, -0) ? item : { [`${MARK}number`]: textOf(item) };
    if (item instanceof Tensor) {
      const name = at.join('/');
      tensors.set(name, item);
      return { [`${MARK}tensor`]: name };
    }
    if (typeof item !== 'object' || around.includes(item) || !(Array.isArray(item) || isRecord(item)))
      throw new ConfigError(
        `${where}: a checkpoint cannot keep ${show(item)}, which is at ${at.join('.')}. It can keep numbers, strings, booleans, null, ` +
          'tensors, and arrays and records of these.',
      );
    const within = [...around, item];
    if (Array.isArray(item)) return item.map((v: unknown, i) => encoded(v, [...at, String(i)], within));
    const entries = Object.entries(item).map(([key, v]) => [key, encoded(v, [...at, key], within)] as const);
    return entries.some(([key]) => key.startsWith(MARK)) ? { [`${MARK}record`]: entries } : Object.fromEntries(entries);
  }
}

const textOf = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

/** The values of which `toJson` made JSON.
 *  @throws {FormatError} if there is no tensor of a name */
export function fromJson(json: unknown, tensorOf: (name: string) => Tensor | undefined): unknown {
  if (Array.isArray(json)) return json.map((item) => fromJson(item, tensorOf));
  if (!isRecord(json)) return json;
  const { [`${MARK}number`]: number, [`${MARK}tensor`]: tensor, [`${MARK}record`]: record } = json;
  if (number !== undefined) return Number(number);
  if (typeof tensor === 'string') {
    const found = tensorOf(tensor);
    if (found === undefined) throw new FormatError(`the checkpoint has no tensor ${show(tensor)}. Remove it to begin anew.`);
    return found;
  }
  const entries = Array.isArray(record) ? (record as [string, unknown][]) : Object.entries(json);
  return Object.fromEntries(entries.map(([key, item]) => [key, fromJson(item, tensorOf)]));
}
