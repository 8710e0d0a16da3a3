import type { Option } from './declaration.ts';
import { ConfigError, show, unknownName } from './errors.ts';
import { camelCase } from './options.ts';

/** The saved form of an initializer, a regularizer or a constraint. */
export interface SavedPart {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export const partConfig = ({ kind, config }: SavedPart): SavedPart => ({ kind, config });

/** An option that takes a part, or what means one. */
export const part = <G, T extends SavedPart>(resolve: (given: G) => T): Option<G, T> => ({
  check: (_where, _name, given) => resolve(given),
  store: partConfig,
});

/** The factories of a kind of part, by name. */
interface Parts<T> {
  /** The kind with its article, as in 'a constraint'. */
  readonly what: string;
  /** The function of such a part as errors name it: 'call(w)'. */
  readonly call: string;
  readonly known: Readonly<Record<string, (options?: object) => T>>;
  /** Maps the spellings of a name to one (default: camelCase). */
  readonly plain?: (name: string) => string;
}

/** The part that an option stands for: a name, a part, or the saved form of one.
 *  @throws {ConfigError} on an unknown name or on any other value */
export function resolvePart<T extends object>({ what, call, known, plain = camelCase }: Parts<T>, value: unknown): T {
  const named = (name: string): ((options?: object) => T) => {
    const kind = Object.keys(known).find((k) => plain(k) === plain(name));
    return kind === undefined ? unknownName(what.replace(/^an? /, ''), name, Object.keys(known)) : known[kind]!;
  };
  if (typeof value === 'string') return named(value)();
  if (typeof value === 'object' && value !== null) {
    if (typeof (value as { call?: unknown }).call === 'function') return value as T;
    const { kind, config } = value as Partial<SavedPart>;
    if (typeof kind === 'string' && typeof config === 'object') return named(kind)(config);
  }
  throw new ConfigError(`${what} must be a name, an object with ${call}, or a saved { kind, config }, received ${show(value)}.`);
}
