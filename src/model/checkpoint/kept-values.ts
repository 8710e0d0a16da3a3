import { ConfigError, FormatError, show } from '../../core/errors.ts';
import { isRecord } from '../../core/realm.ts';
import { isLittleEndian, swapBytes } from '../../formats/byte-order.ts';
import { constant, Tensor } from '../../graph/tensor.ts';

/** What begins the keys that stand for values which JSON has not. */
const MARK = '$';

/** A list of at least so many numbers, such as a figure of a long history, is kept as bytes: text would take too long. */
const LONG = 64;
const NUMBER_BYTES = 8;

/** Values as JSON holds them. Tensors are kept beside them; numbers that JSON has not, NaN, infinities and -0, come back, too.
 *  @param where  begins an error
 *  @param tensors  gets the tensors, by names that the JSON has in their places
 *  @throws {ConfigError} on functions, typed arrays, objects of classes and circles, with the place */
export function toJson(where: string, value: unknown, tensors: Map<string, Tensor>, path: readonly string[] = []): unknown {
  return encoded(value, path, []);

  // Not the places, whose names may have a slash themselves.
  function nameOfNext(): string {
    return `kept/${tensors.size}`;
  }

  function encoded(item: unknown, at: readonly string[], around: readonly object[]): unknown {
    if (item === null || item === undefined || typeof item === 'string' || typeof item === 'boolean') return item;
    if (typeof item === 'number') return Number.isFinite(item) && !Object.is(item, -0) ? item : { [`${MARK}number`]: textOf(item) };
    if (item instanceof Tensor) {
      const name = nameOfNext();
      tensors.set(name, item);
      return { [`${MARK}tensor`]: name };
    }
    if (typeof item !== 'object' || around.includes(item) || !(Array.isArray(item) || isRecord(item)))
      throw new ConfigError(
        `${where}: a checkpoint cannot keep ${show(item)}, which is at ${at.join('.')}. It can keep numbers, strings, booleans, null, ` +
          'tensors, and arrays and records of these.',
      );
    if (Array.isArray(item) && item.length >= LONG && item.every((v) => typeof v === 'number')) {
      const name = nameOfNext();
      const bytes = ordered(new Uint8Array(Float64Array.from(item as number[]).buffer));
      tensors.set(name, constant(bytes, [bytes.length]));
      return { [`${MARK}numbers`]: name };
    }
    const within = [...around, item];
    if (Array.isArray(item)) return item.map((v: unknown, i) => encoded(v, [...at, String(i)], within));
    const entries = Object.entries(item).map(([key, v]) => [key, encoded(v, [...at, key], within)] as const);
    return entries.some(([key]) => key.startsWith(MARK)) ? { [`${MARK}record`]: entries } : Object.fromEntries(entries);
  }
}

/** Bytes of numbers as files hold them, the low ones first; and back. */
function ordered(bytes: Uint8Array): Uint8Array {
  if (!isLittleEndian) swapBytes(bytes, NUMBER_BYTES);
  return bytes;
}

const textOf = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

/** The values of which `toJson` made JSON.
 *  @throws {FormatError} if there is no tensor of a name */
export function fromJson(json: unknown, tensorOf: (name: string) => Tensor | undefined): unknown {
  if (Array.isArray(json)) return json.map((item) => fromJson(item, tensorOf));
  if (!isRecord(json)) return json;
  const { [`${MARK}number`]: number, [`${MARK}numbers`]: numbers, [`${MARK}tensor`]: tensor, [`${MARK}record`]: record } = json;
  if (number !== undefined) return Number(number);
  const name = tensor ?? numbers;
  if (typeof name === 'string') {
    const found = tensorOf(name);
    if (found === undefined || (numbers !== undefined && (found.dtype !== 'uint8' || found.size % NUMBER_BYTES !== 0)))
      throw new FormatError(`the checkpoint has no such tensor as ${show(name)}. Remove it to begin anew.`);
    return numbers === undefined ? found : Array.from(new Float64Array(ordered((found.data as Uint8Array).slice()).buffer));
  }
  const entries = Array.isArray(record) ? (record as [string, unknown][]) : Object.entries(json);
  return Object.fromEntries(entries.map(([key, item]) => [key, fromJson(item, tensorOf)]));
}
