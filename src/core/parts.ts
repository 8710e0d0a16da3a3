import { customObject, partFromSaved } from './custom-objects.ts';
import type { Option } from './declaration.ts';
import { ConfigError, showPart, unknownName } from './errors.ts';
import { camelCase } from './options.ts';
import { savedPart, type SavedPart } from './saved.ts';

export type { SavedPart } from './saved.ts';

/** The factories of a kind of part, by name. */
export interface Parts<T> {
  /** The kind with its article, as in 'a constraint'. */
  readonly what: string;
  /** The function of such a part as errors name it: 'call(w)'. */
  readonly call: string;
  readonly known: Readonly<Record<string, (options?: object) => T>>;
  /** Maps the spellings of a name to one (default: camelCase). */
  readonly plain?: (name: string) => string;
}

/** An option that takes a part, or what means one. */
export const part = <G, T extends SavedPart>(parts: Parts<T>): Option<G, T> => ({
  check: (_where, _name, given) => resolvePart(parts, given),
  store: (held) => savedPart(parts.what, held, parts.known),
});

/** The part that an option stands for: a name, a part, or the saved form of one.
 *  @throws {ConfigError} on an unknown name or on any other value */
export function resolvePart<T extends object>({ what, call, known, plain = camelCase }: Parts<T>, value: unknown): T {
  const named = (name: string): ((options?: object) => T) => {
    const kind = Object.keys(known).find((k) => plain(k) === plain(name));
    return kind === undefined ? unknownName(what.replace(/^an? /, ''), name, Object.keys(known)) : known[kind]!;
  };
  if (typeof value === 'string') return named(value)();
  if (typeof value === 'object' && value !== null) {
    if (isPart<T>(value)) return value;
    const { kind, config } = value as Partial<SavedPart>;
    if (typeof kind === 'string' && typeof config === 'object' && config !== null) {
      const spelt = Object.keys(known).find((k) => plain(k) === plain(kind));
      return partFromSaved(what, { kind: customObject(kind) === undefined ? (spelt ?? kind) : kind, config }, known, (made) =>
        isPart<T>(made) ? made : wrong(what, call, made),
      );
    }
  }
  return wrong(what, call, value);
}

/** Whether a value is a part: a layer has a call, too, which wants more than a tensor. */
function isPart<T>(value: unknown): value is T {
  if (typeof value !== 'object' || value === null) return false;
  const { call, buildFor } = value as { call?: unknown; buildFor?: unknown };
  return typeof call === 'function' && typeof buildFor !== 'function';
}

function wrong(what: string, call: string, value: unknown): never {
  throw new ConfigError(`${what} must be a name, an object with ${call}, or a saved { kind, config }, received ${showPart(value)}.`);
}
