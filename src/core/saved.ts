import { ConfigError, show } from './errors.ts';
import { within, type Pieces } from './pieces.ts';
import { isObjectPrototype } from './realm.ts';

/** What a file keeps of a part: its kind, and the options that make it again. A function has the kind 'function' and its name as
 *  an option. */
export interface SavedPart {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
}

export const partConfig = ({ kind, config }: SavedPart): SavedPart => ({ kind, config: { ...config } });

/** The kind of a part that is a function of the user's own. */
export const FUNCTION = 'function';

/** For each part that was made of a user's function, that function and the name under which files keep the part. */
const functions = new WeakMap<object, { readonly f: object; readonly name: string }>();

/** Notes that a part was made of a function, which a file then names.
 *  @param name  the function's own, or what stands for it */
export function madeOf<T extends object>(part: T, f: object, name: string): T {
  functions.set(part, { f, name });
  return part;
}

/** For the file that is being written: the class or source of each part of the user's own, by kind. Two parts of one kind must have the
 *  same, because a file knows parts by kind alone. */
let behind: Map<string, unknown> | undefined;

/** Does work that makes the saved forms of all parts of one file. */
export function forOneFile<T>(work: Pieces<T>): Pieces<T> {
  const own = new Map<string, unknown>();
  return within(work, (piece) => {
    const before = behind;
    behind = own;
    try {
      return piece();
    } finally {
      behind = before;
    }
  });
}

/** What gives a part its behaviour: its class or, for an object without one, the source of its functions. All objects that one
 *  factory makes have the same. */
export function makeOf(part: object): unknown {
  const prototype: unknown = Object.getPrototypeOf(part);
  if (prototype !== null && !isObjectPrototype(prototype)) return prototype;
  return Object.entries(part)
    .filter(([, value]) => typeof value === 'function')
    .map(([name, value]) => `${name} ${String(value)}`)
    .join('\n');
}

/** @throws {ConfigError} if the file has another part of that kind which behaves in another way */
export function mustBeOne(what: string, kind: string, make: unknown): void {
  if (behind === undefined) return;
  if (behind.has(kind) && behind.get(kind) !== make)
    throw new ConfigError(
      `save: two different parts are called '${kind}', one of them ${what}, and loadModel could not tell them apart. ` +
      'Give each a name, or a kind, of its own.',
    );
  behind.set(kind, make);
}

/** The saved form of a function of the user's own. @throws {ConfigError} if it has no name, or shares it with another part */
export function savedFunction(what: string, f: object, name: string): SavedPart {
  if (name === '')
    throw new ConfigError(
      `save: ${what} is a function without a name, and a file can keep only its name. Give it one: const mine = (x) => ...`,
    );
  mustBeOne(what, name, f);
  return { kind: FUNCTION, config: { name } };
}

type Factories = Readonly<Record<string, (config: never) => unknown>>;

/** The saved form of a part.
 *  @param what  the family with its article, as in 'a loss'
 *  @param known  the family's factories
 *  @param config  the options that make the part again (default: its property)
 *  @throws {ConfigError} if the file could not make such a part again */
export function savedPart(what: string, part: SavedPart | { readonly kind: string }, known: Factories, config?: object): SavedPart {
  const made = functions.get(part);
  if (made !== undefined) return savedFunction(what, made.f, made.name);
  const { kind } = part;
  const options: unknown = config ?? (part as SavedPart).config;
  if (typeof kind !== 'string' || kind === '' || typeof options !== 'object' || options === null)
    throw new ConfigError(
      `save: ${what} of your own needs a kind, its name in files, and a config, the options that make it again, received ` +
      `kind ${show(kind)} and config ${show(options)}. Add both, and give loadModel what makes it as customObjects.`,
    );
  const saved = partConfig({ kind, config: options as SavedPart['config'] });
  if (kind === FUNCTION || (Object.hasOwn(known, kind) && hides(part, known[kind]!, saved)))
    throw new ConfigError(
      `save: ${what} of your own has the kind '${kind}', which is taken: loadModel would put myelin's in its place. ` +
      'Give it a kind of its own.',
    );
  if (!Object.hasOwn(known, kind)) mustBeOne(what, kind, makeOf(part));
  return saved;
}

/** The factory that makes parts of a class, for classes of which it is known. */
const factories = new WeakMap<object, (config: never) => unknown>();

/** Whether the library's factory of this kind accepts the saved form and makes a part of another class. */
function hides(part: object, make: (config: never) => unknown, { config }: SavedPart): boolean {
  const own = makeOf(part);
  if (isObject(own) && factories.get(own) === make) return false;
  try {
    if (makeOf(make(config as never) as object) !== own) return true;
    if (isObject(own)) factories.set(own, make);
    return false;
  } catch {
    return false; // loading ends with the same error, or the options name parts of the user's own
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
