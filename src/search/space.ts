import { ConfigError, show } from '../core/errors.ts';
import { checkInteger, checkNumber, LEAST } from '../core/options.ts';
import { isRecord } from '../core/realm.ts';
import { hashSeed } from '../core/seed.ts';
import { randomNumbers } from '../data/random-numbers.ts';

/** A value that a search draws anew for each trial.
 *  @typeParam T  what is drawn */
export abstract class Parameter<T> {
  /** What the files of a search keep of it, to tell whether two searches are the same. */
  abstract readonly description: unknown;

  /** The value that a uniform number in [0, 1) stands for. */
  abstract at(uniform: number): T;
}

/** What is drawn from a space: the space with a value in the place of each parameter. */
export type Sampled<S> =
  S extends Parameter<infer T>
    ? Sampled<T>
    : S extends (...given: never) => unknown
      ? S
      : S extends object
        ? { readonly [K in keyof S]: Sampled<S[K]> }
        : S;

class Choice<T> extends Parameter<T> {
  readonly #values: readonly T[];

  constructor(values: readonly T[]) {
    super();
    if (!Array.isArray(values) || values.length === 0)
      throw new ConfigError(`choice: expected an array of at least one value, received ${show(values)}.`);
    this.#values = [...values];
  }

  get description(): unknown {
    return { choice: this.#values.map(describe) };
  }

  at(uniform: number): T {
    return this.#values[Math.floor(uniform * this.#values.length)]!;
  }
}

class Range extends Parameter<number> {
  readonly description: unknown;
  readonly #at: (uniform: number) => number;

  constructor(description: unknown, at: (uniform: number) => number) {
    super();
    this.description = description;
    this.#at = at;
  }

  at(uniform: number): number {
    return this.#at(uniform);
  }
}

/** One of some values, each as likely as the others. A value may be an object or array with parameters of its own, which are
 *  drawn only if it is chosen.
 *  @throws {ConfigError} without values
 *  @example
 *  choice([{ name: 'sgd', momentum: uniform(0, 0.99) }, { name: 'adam' }]) */
export const choice = <const T>(values: readonly T[]): Parameter<T> => new Choice(values);

/** A number from `low` to `high`, which is not included, each as likely as the others.
 *  @throws {ConfigError} on bounds that are no finite numbers in this order */
export function uniform(low: number, high: number): Parameter<number> {
  checkBounds('uniform', low, high);
  return new Range({ uniform: [low, high] }, (u) => low + u * (high - low));
}

/** A number from `low` to `high`, which is not included, whose logarithm is uniform: for rates and strengths.
 *  @throws {ConfigError} on bounds that are no finite numbers above 0 in this order */
export function logUniform(low: number, high: number): Parameter<number> {
  checkBounds('logUniform', low, high);
  if (low <= 0) throw new ConfigError(`logUniform: low must be a number above 0, received ${show(low)}.`);
  return new Range({ logUniform: [low, high] }, (u) => low * (high / low) ** u);
}

/** An integer from `low` to `high`, both included, each as likely as the others.
 *  @throws {ConfigError} on bounds that are no integers in this order */
export function integer(low: number, high: number): Parameter<number> {
  checkInteger('integer', 'low', low, LEAST);
  checkInteger('integer', 'high', high, low);
  return new Range({ integer: [low, high] }, (u) => low + Math.floor(u * (high - low + 1)));
}

function checkBounds(where: string, low: number, high: number): void {
  checkNumber(where, 'low', low);
  checkNumber(where, 'high', high, { least: low });
}

/** Something that holds parameters: an array or an object written in braces. Objects of classes are values. */
const holds = (value: unknown): value is readonly unknown[] | Readonly<Record<string, unknown>> => Array.isArray(value) || isRecord(value);

/** Draws a configuration. A parameter's value depends on the seed and its place alone, not on the other parameters. */
export function draw<S>(space: S, seed: number): Sampled<S> {
  return drawAt(space, seed, '') as Sampled<S>;
}

function drawAt(space: unknown, seed: number, place: string): unknown {
  if (space instanceof Parameter) return drawAt(space.at(randomNumbers(hashSeed('space', seed, place))()), seed, `${place}!`);
  if (Array.isArray(space)) return space.map((part, i) => drawAt(part, seed, `${place}/${i}`));
  if (!holds(space)) return space;
  return Object.fromEntries(Object.entries(space).map(([name, part]) => [name, drawAt(part, seed, `${place}/${name}`)]));
}

/** A space or configuration as JSON, to be compared and to be read by people. */
export function describe(space: unknown): unknown {
  if (space instanceof Parameter) return space.description;
  if (Array.isArray(space)) return space.map(describe);
  if (holds(space)) return Object.fromEntries(Object.entries(space).map(([name, part]) => [name, describe(part)]));
  return typeof space === 'string' || typeof space === 'boolean' || Number.isFinite(space) || space === null ? space : show(space);
}
