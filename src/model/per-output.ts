import { ConfigError, show, unknownName } from '../core/errors.ts';
import { isRecord } from '../core/realm.ts';
import type { Spec } from '../graph/symbolic.ts';
import { mustNotBeClone, Tensor, type TensorLike } from '../graph/tensor.ts';
import type { Data } from './network.ts';

/** The value of an option for each input or output of a network, given by position or by name.
 *  @param what  'output' or 'input'
 *  @throws {ConfigError} if a list has another length, or a name does not exist */
export function perPlace<T>(
  where: string,
  what: 'input' | 'output',
  given: unknown,
  places: readonly Spec[],
): (T | undefined)[] {
  const names = places.map((p) => p.name);
  if (Array.isArray(given)) {
    if (given.length !== places.length)
      throw new ConfigError(
        `${where}: expected ${places.length} values, one for each ${what} (${names.join(', ')}), received ${given.length}.`,
      );
    return Array.from(given, (v) => (v ?? undefined) as T | undefined);
  }
  if (!isRecord(given))
    throw new ConfigError(
      `${where}: expected a list or a record with a value for each ${what} (${names.join(', ')}), received ${show(given)}.`,
    );
  for (const name of Object.keys(given)) if (!names.includes(name)) unknownName(`${what} in ${where}`, name, names);
  return names.map((name) => (given[name] ?? undefined) as T | undefined);
}

/** The values for each input or output. A single one may be given without a list. */
export function valuesFor(called: string, what: 'input' | 'output', given: Data, places: readonly Spec[]): (TensorLike | undefined)[] {
  const record = isRecord(given);
  if (record) mustNotBeClone(given);
  const named = record && (!('data' in given && 'shape' in given) || ofPlaces(given, places));
  if (places.length === 1 && !named) return [theOnly(given)];
  return perPlace<TensorLike>(called, what, given as never, places);
}

/** Whether a record with `data` and `shape` has values for places of these names. */
const ofPlaces = (given: Readonly<Record<string, unknown>>, places: readonly Spec[]): boolean =>
  places.length > 1 && Object.keys(given).every((key) => places.some(({ name }) => name === key));

/** The values for the only place: those given, or what is alone in a list and has all rows. Typed arrays in a list are rows. */
export function theOnly(given: Data): TensorLike {
  const only = Array.isArray(given) && given.length === 1; // a million rows are not looked at one by one
  const first: unknown = only ? given[0] : undefined;
  const whole = only && (first instanceof Tensor || (isRecord(first) && 'data' in first && 'shape' in first));
  return (whole ? first : given) as TensorLike;
}

/** Makes names unique: repeated names get a number, as in Keras. */
export function numbered(names: readonly string[]): string[] {
  const taken = new Map<string, number>();
  return names.map((name) => {
    const count = taken.get(name) ?? 0;
    taken.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  });
}
