import { ConfigError, meantBy, show } from './errors.ts';
import { all } from './realm.ts';

/** Checks of options that users pass. Each throws a ConfigError that names the place, the option and the value
 *  received. */

/** Refuses what is no object of options, such as null. */
export function checkOptions(where: string, options: unknown): asserts options is object {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ConfigError(`${where}: expected an object of options, received ${show(options)}.`);
  }
}

/** Refuses unknown options, such as misspelt ones. */
export function checkKeys(where: string, options: unknown, known: readonly string[]): void {
  checkOptions(where, options);
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const near = meantBy(key, known);
    throw new ConfigError(
      `${where}: unknown option '${key}'.${near === undefined ? '' : ` Did you mean '${near}'?`} Options: ${known.join(', ')}.`,
    );
  }
}

/** The largest integer a word of a program holds. */
const MOST = 0x7fffffff;
export const LEAST: number = -0x80000000;

export function checkInteger(where: string, name: string, value: unknown, least: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= MOST) return value;
  const large = typeof value === 'number' && value > MOST;
  throw new ConfigError(`${where}: ${name} must be an integer ${large ? `<= ${MOST}` : `>= ${least}`}, received ${show(value)}.`);
}

export interface Bounds {
  readonly least?: number;
  readonly most?: number;
  /** An upper bound that is itself refused. */
  readonly below?: number;
}

/** Checks a finite number within bounds: `least` <= value <= `most`, and value < `below`. */
export function checkNumber(
  where: string,
  name: string,
  value: unknown,
  { least = -Infinity, most = Infinity, below = Infinity }: Bounds = {},
): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < least || value > most || value >= below) {
    const bounds = [least > -Infinity ? `>= ${least}` : '', most < Infinity ? `<= ${most}` : '', below < Infinity ? `< ${below}` : '']
      .filter(Boolean)
      .join(' and ');
    throw new ConfigError(`${where}: ${name} must be a number${bounds ? ` ${bounds}` : ''}, received ${show(value)}.`);
  }
  return value;
}

/** Checks a seed: an integer of 32 bits. @throws {ConfigError} otherwise */
export const checkSeed = (where: string, value: unknown): number => checkInteger(where, 'seed', value, LEAST);

export function checkSignal(where: string, value: unknown): AbortSignal | undefined {
  // Environments of test runners may have an AbortSignal of their own.
  const { aborted, addEventListener, throwIfAborted } = (value ?? {}) as Partial<AbortSignal>;
  const isSignal = typeof aborted === 'boolean' && typeof addEventListener === 'function' && typeof throwIfAborted === 'function';
  if (value !== undefined && !isSignal) throw new ConfigError(`${where}: signal must be an AbortSignal, received ${show(value)}.`);
  return value as AbortSignal | undefined;
}

export function checkBoolean(where: string, name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw new ConfigError(`${where}: ${name} must be true or false, received ${show(value)}.`);
  return value;
}

/** Axes of a shape; without the batch axis they are at least 1. */
export function checkShape(where: string, name: string, value: unknown, least = 1): readonly number[] {
  if (!Array.isArray(value) || !all(value, (d) => Number.isInteger(d) && d >= least)) {
    throw new ConfigError(`${where}: ${name} must be an array of integers >= ${least}, received ${show(value)}.`);
  }
  return value as number[];
}

export function checkText(where: string, name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') {
    throw new ConfigError(`${where}: ${name} must be a non-empty string, received ${show(value)}.`);
  }
  return value;
}

/** A name in camelCase, from camelCase, snake_case or PascalCase. */
export function camelCase(name: string): string {
  const joined = name.replace(/(?<!_)_+([a-zA-Z0-9])/g, (_, c: string) => c.toUpperCase());
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}

/** A name in camelCase, or in snake_case as Keras has it. */
export type Spelling<Name extends string> = Name | SnakeCase<Name>;

type SnakeCase<Name extends string, Done extends string = ''> = Name extends `${infer First}${infer Rest}`
  ? SnakeCase<Rest, `${Done}${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}`>
  : Done;
