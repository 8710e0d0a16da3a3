import { ConfigError, show } from '../core/errors.ts';
import { isRecord } from '../core/realm.ts';

/** JSON text of a file's configuration. JSON would leave out, or alter, what it cannot hold; here that is an error.
 *  @throws {ConfigError} on a function, a number that is not finite, a typed array, an object of a class, or a circle */
export function configurationText(configuration: object): string {
  check(configuration, [], []);
  return JSON.stringify(configuration);
}

function check(value: unknown, path: readonly string[], around: readonly object[]): void {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  const plain = (Array.isArray(value) || isRecord(value)) && !around.includes(value);
  if (!plain)
    throw new ConfigError(
      `save: a file cannot keep ${show(value)}, which is at ${path.join('.')} of the configuration. Let getConfig, or config, hold ` +
      'numbers, strings, booleans, null, and arrays and records of these alone.',
    );
  for (const [key, item] of Object.entries(value)) check(item, [...path, key], [...around, value]);
}
