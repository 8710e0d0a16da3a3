import { ConfigError, show, unknownName } from './errors.ts';
import { camelCase, checkBoolean, checkInteger, checkNumber, checkShape, checkText, LEAST, type Bounds } from './options.ts';
import type { Shape } from './shape.ts';
import { all } from './realm.ts';

/** The vocabulary of declarations: kinds of options, and fallbacks for options that are not given. */

/** What is known of one option: `check` makes what a part holds of what it was given, `store` makes of that what a file
 *  keeps, undefined for nothing. A file's answer is given to `check` again. Both are properties: a method may take less than
 *  the type it is assigned to says, and then a check that is too narrow would pass. */
export interface Option<G, H> {
  /** @throws {ConfigError} on a value that cannot be, with the place, the option and what came */
  readonly check: (where: string, name: string, given: G) => H;
  readonly store: (held: H) => unknown;
}

/** An option that may be left away; null is the same, as Keras' None. */
export type Optional<G, H> = Option<G | null | undefined, H>;

/** A declaration in which every option has a fallback and is held as it was given. */
export type Plain<O> = { readonly [K in keyof O]-?: Optional<Exclude<O[K], undefined>, Exclude<O[K], undefined>> };

/** The option with a fallback: undefined and null become `fallback`, which is checked, too. */
export const or = <G, H>(option: Option<G, H>, fallback: NoInfer<G>): Optional<G, H> => ({
  check: (where, name, given) => option.check(where, name, given ?? fallback),
  store: option.store,
});

/** The option, which may be undefined; null is refused by its check. */
export const maybe = <G, H>(option: Option<G, H>): Option<G | undefined, H | undefined> => ({
  check: (where, name, given) => (given === undefined ? undefined : option.check(where, name, given)),
  store: (held) => (held === undefined ? undefined : option.store(held)),
});

/** The option, for which a user may also give null. The part then holds `meaning`. */
export const orNull = <G, H, const M>(option: Option<G, H>, meaning: M): Option<G | null, H | M> => ({
  check: (where, name, given) => (given === null ? meaning : option.check(where, name, given)),
  store: (held) => (held === meaning ? held : option.store(held as H)),
});

/** The option, or undefined; null is the same. */
export const orNone = <G, H>(option: Option<G, H>): Optional<G, H | undefined> => orNull(maybe(option), undefined);

/** An option that is held and stored as it was given. */
export const kept = <T>(check: (where: string, name: string, given: T) => T): Option<T, T> => ({ check, store: (held) => held });

export const boolean = (): Option<boolean, boolean> => kept(checkBoolean);

/** An integer that a word of a program holds: a count, an axis, a seed. */
export const integer = ({ least = LEAST }: { least?: number } = {}): Option<number, number> =>
  kept((where, name, given) => checkInteger(where, name, given, least));

export const number = (bounds: Bounds = {}): Option<number, number> =>
  kept((where, name, given) => checkNumber(where, name, given, bounds));

export const text = (): Option<string, string> => kept(checkText);

/** The sizes of axes. */
export const shape = (): Option<Shape, Shape> => kept(checkShape);

/** The shape of a sample, null for an axis of any size. */
export const sampleShape = (): Option<readonly (number | null)[], readonly (number | null)[]> =>
  kept((where, name, given) => {
    if (Array.isArray(given) && all(given, (d) => d === null || (Number.isInteger(d) && d >= 1))) return given;
    const wanted = 'an array of integers >= 1, or null for an axis of any size';
    throw new ConfigError(`${where}: ${name} must be ${wanted}, received ${show(given)}.`);
  });

/** An axis, counted from the end if it is negative, or several. */
export const axes = (): Option<number | readonly number[], number | readonly number[]> =>
  kept((where, name, given) =>
    typeof given === 'number' ? checkInteger(where, name, given, LEAST) : checkShape(where, name, given, LEAST),
  );

/** One of some words; Keras' spelling will do. */
export const oneOf = <const T extends string>(words: readonly T[]): Option<T, T> =>
  kept((where, name, given) => {
    const spelt = typeof given === 'string' ? camelCase(given) : undefined;
    return words.find((word) => word === given || word === spelt) ?? unknownName(`${name} of ${where}`, given, words);
  });
