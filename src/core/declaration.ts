import { ConfigError, show } from './errors.ts';
import type { Option } from './kinds.ts';
import { checkKeys, checkOptions } from './options.ts';

export * from './kinds.ts'; // so that a part has all that it declares with from here

/** For each key of the interface an option, whose check accepts every value that the interface allows. */
type Declaration<O, K extends keyof O> = {
  readonly [P in K]-?: { readonly check: (where: string, name: string, given: O[P]) => unknown; readonly store: (held: never) => unknown };
};

type Taken<D> = D extends { readonly check: (where: string, name: string, given: infer G) => unknown } ? G : never;

/** What a declaration must be besides: it has no keys but those of the interface, takes no values but its, and lets users
 *  leave away what the interface does. */
type Exact<D, O, K extends keyof O> = {
  readonly [P in keyof D]: P extends K
    ? Exclude<Taken<D[P]>, null | undefined> extends O[P]
      ? undefined extends O[P]
        ? D[P]
        : undefined extends Taken<D[P]>
          ? 'the interface does not let this option be left away'
          : D[P]
      : 'the check takes values that the interface does not'
    : 'the interface has no such option';
};

type HeldOf<D> = { readonly [P in keyof D]: D[P] extends { readonly check: (...given: never) => infer H } ? H : never };

/** The declared options of a part.
 *  @typeParam O  the interface that users see
 *  @typeParam H  what the part holds of the options that are declared here
 *  @typeParam B  the interface of the part that is extended, whose options that part reads itself */
export interface Options<O, H, B = unknown> {
  /** The options that are declared here. */
  readonly names: readonly string[];
  /** Checks what was given; what was left away becomes what stands for it. Options of what is extended stay as they are.
   *  @param where  the part, as errors name it
   *  @throws {ConfigError} on options that are unknown, here and in what is extended, or values that cannot be */
  read(where: string, given: O): H & B;
  /** The options that are declared here, checked, of an object that may have others, too. */
  pick(where: string, given: O): H;
  /** The values for a file, in the order of the declaration. `read` accepts them again. */
  store(held: H): Record<string, unknown>;
  /** Declares the options of a part that has these, too. */
  extend<P extends O>(): Declare<P, Exclude<keyof P, keyof O>, O>;
}

type Declare<O, K extends keyof O, B = unknown> = <const D extends Declaration<O, K>>(
  declared: D & Exact<D, O, K>,
) => Options<O, HeldOf<D>, B>;

/** What a part holds of the options that are declared. */
export type Held<T extends { pick(...given: never): unknown }> = ReturnType<T['pick']>;

/** For each object that `read` returned, the function that makes the record for a file of it. */
const stores = new WeakMap<object, () => Record<string, unknown>>();

/** The record for a file of options that `read` returned; {} for any other object. */
export const stored = (held: object): Record<string, unknown> => stores.get(held)?.() ?? {};

/** Refuses a number, a text, a truth value or an array in the place of the options, and says which option takes it. */
function mustHaveNames(where: string, given: unknown, declared: readonly (readonly [string, Option<unknown, unknown>])[]): void {
  if (!['number', 'string', 'boolean', 'function'].includes(typeof given) && !Array.isArray(given)) return;
  const meant = declared.find(([name, option]) => accepts(() => option.check(where, name, given)))?.[0];
  const advice = meant === undefined ? '' : ` Name the option, for example ${where}({ ${meant}: ${show(given)} }).`;
  throw new ConfigError(`${where}: expected an object of options, received ${show(given)}.${advice}`);
}

function accepts(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

/** Declares the options of a part beside the interface that users see. The compiler holds the two together: an option that
 *  is missing or too many, a fallback of a wrong type, a check that takes less or more than the interface are errors.
 *  @example
 *  const OPTIONS = options<DropoutOptions>()({ rate: number({ least: 0, below: 1 }), seed: maybe(integer()) });
 *  const { rate } = OPTIONS.read('dropout', { rate: 0.5 }); */
export const options = <O extends object>(): Declare<O, keyof O> => declarer([]);

function declarer<O, K extends keyof O, B>(extended: readonly string[]): Declare<O, K, B> {
  return <D>(declared: D): Options<O, HeldOf<D>, B> => {
    const entries = Object.entries(declared as Record<string, Option<unknown, unknown>>);
    const names = entries.map(([name]) => name);
    const all = [...extended, ...names];
    const pick = (where: string, given: O): HeldOf<D> => {
      checkOptions(where, given);
      const values = given as Record<string, unknown>;
      return Object.fromEntries(entries.map(([name, option]) => [name, option.check(where, name, values[name])])) as HeldOf<D>;
    };
    const store = (held: HeldOf<D>): Record<string, unknown> => {
      const values = held as Record<string, unknown>;
      const kept = entries.map(([name, option]) => [name, option.store(values[name])] as const);
      return Object.fromEntries(kept.filter(([, value]) => value !== undefined));
    };
    const read = (where: string, given: O): HeldOf<D> & B => {
      mustHaveNames(where, given, entries);
      checkKeys(where, given, all);
      const held = { ...(given as unknown as B), ...pick(where, given) };
      stores.set(held, () => store(held));
      return held;
    };
    return { names, read, pick, store, extend: () => declarer(all) };
  };
}
