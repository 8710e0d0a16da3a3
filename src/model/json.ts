import { ConfigError, show } from '../core/errors.ts';
import type { Pieces } from '../core/pieces.ts';
import { isRecord } from '../core/realm.ts';

/** Values that become text at once. */
const FEW = 512;
/** What it counts to write a value, in bytes that are read. */
const VALUE = 1 << 11;

/** JSON text of a file's configuration, in pieces. JSON would leave out, or alter, what it cannot hold; here that is an error.
 *  @throws {ConfigError} on a function, a number that is not finite, a typed array, an object of a class, or a circle */
export const configurationText = (configuration: object): Pieces<string> => textOf(configuration, undefined);

/** Where a value is: under a key of the object around it. */
interface Place {
  readonly key: string;
  readonly around: object;
  readonly outer: Place | undefined;
}

const isSimple = (value: unknown): boolean =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

function* textOf(value: object, at: Place | undefined): Pieces<string> {
  mustBePlain(value, at);
  const parts: string[] = [];
  const list = Array.isArray(value) ? value as readonly unknown[] : undefined;
  const entries = list?.entries() ?? Object.entries(value).filter(([, item]) => item !== undefined);
  for (const [key, item] of entries) {
    const inner = isSimple(item) ? JSON.stringify(item)
      : item === undefined ? 'null'
      : yield* textOf(item as object, { key: `${key}`, around: value, outer: at });
    parts.push(list === undefined ? `${JSON.stringify(key)}:${inner}` : inner);
    if (parts.length % FEW === 0) yield FEW * VALUE;
  }
  yield (parts.length % FEW) * VALUE;
  return list === undefined ? `{${parts.join()}}` : `[${parts.join()}]`;
}

function mustBePlain(value: object, at: Place | undefined): void {
  let place = at;
  while (place !== undefined && place.around !== value) place = place.outer;
  if ((Array.isArray(value) || isRecord(value)) && place === undefined) return;
  const keys: string[] = [];
  for (place = at; place !== undefined; place = place.outer) keys.unshift(place.key);
  throw new ConfigError(
    `save: a file cannot keep ${show(value)}, which is at ${keys.join('.')} of the configuration. Let getConfig, or config, hold ` +
    'numbers, strings, booleans, null, and arrays and records of these alone.',
  );
}
