import { ConfigError, show } from './errors.ts';
import { isRecord } from './realm.ts';
import { FUNCTION, type SavedPart } from './saved.ts';

/** What stands for a part of the user's own when a file is loaded: a class, which is constructed with the saved config; a function,
 *  which makes the part from it; or, if the part is a function itself, such as a loss, this function. */
// oxlint-disable-next-line typescript/no-explicit-any -- the options of a part are known to its author alone
export type CustomObject = ((config: any, ...more: any[]) => unknown) | (abstract new (...args: never[]) => object);
export type CustomObjects = Readonly<Record<string, CustomObject>>;

let given: CustomObjects = {};

/** Runs `work`, in which saved parts of these kinds are made by `objects`.
 *  @throws {ConfigError} if one of them is neither a class nor a function */
export function withCustomObjects<T>(where: string, objects: CustomObjects, work: () => T): T {
  if (typeof objects !== 'object' || objects === null || Array.isArray(objects))
    throw new ConfigError(`${where}: customObjects must be an object of classes and functions by kind, received ${show(objects)}.`);
  for (const [kind, object] of Object.entries(objects)) {
    if (typeof object !== 'function')
      throw new ConfigError(
        `${where}: customObjects: '${kind}' must be a class, or a function that makes the part from its config, received ${show(object)}.`,
      );
  }
  const before = given;
  given = objects;
  try {
    return work();
  } finally {
    given = before;
  }
}

/** Whether it is a class, which needs `new`. Only of a class is the property `prototype` not writable. */
export const isClass = (f: unknown): f is new (...args: unknown[]) => object =>
  Object.getOwnPropertyDescriptor(f, 'prototype')?.writable === false;

/** What the user gave for a kind. */
export const customObject = (kind: string): CustomObject | undefined => (Object.hasOwn(given, kind) ? given[kind] : undefined);

/** Makes a part by what the user gave for it. */
export const makeCustom = (object: CustomObject, config: unknown): unknown =>
  isClass(object) ? new object(config) : (object as (config: unknown) => unknown)(config);

/** Makes a part from its saved form: by what the user gave for its kind, else by the family's factory of that name.
 *  @param what  the family with its article, as in 'a loss'
 *  @param accept  returns the part if it is one of the family, else throws
 *  @throws {ConfigError} on a kind that nobody knows */
export function partFromSaved<T>(
  what: string,
  { kind, config }: SavedPart,
  known: Readonly<Record<string, (config: never) => T>>,
  accept: (value: never) => T,
): T {
  const isFunction = kind === FUNCTION && typeof config['name'] === 'string';
  const name = isFunction ? (config['name'] as string) : kind;
  const object = customObject(name);
  if (object !== undefined) return accept((isFunction ? object : makeCustom(object, config)) as never);
  if (!isFunction && Object.hasOwn(known, kind)) return known[kind]!(config as never);
  const family = what.replace(/^an? /, '');
  throw new ConfigError(
    `unknown ${family} ${show(name)}. ` +
    (isFunction ? 'It is a function of your own: give' : `Known: ${Object.keys(known).join(', ')}. If it is your own, give`) +
    ` ${isFunction ? 'it' : 'its class or a function that makes it from its config'} to loadModel: ` +
    `loadModel(path, { customObjects: { ${/^[\w$]+$/.test(name) ? name : show(name)}: ... } }).`,
  );
}

/** Whether a value is a saved form: a plain object with kind and config. A part has functions, too. */
export const isForm = (value: unknown): value is SavedPart =>
  isRecord(value) &&
  typeof value['kind'] === 'string' &&
  isRecord(value['config']) &&
  Object.values(value).every((v) => typeof v !== 'function');

/** The factories of a family, for parts that hold another part of it (a warm-up of a schedule). Options in saved form are made first. A
 *  factory cannot do that itself, because the registry imports it.
 *  @param make  makes a part from its saved form, or gives the form back if that option takes parts of another family */
export const makingInner = <T>(
  factories: Readonly<Record<string, (options: never) => T>>,
  make: (saved: SavedPart, option: string) => unknown,
): Record<string, (options?: object) => T> =>
  Object.fromEntries(
    Object.entries(factories).map(([kind, factory]) => [
      kind,
      (options?: object): T => {
        if (options === undefined || !Object.values(options).some(isForm)) return factory(options as never);
        const made = Object.entries(options).map(([name, value]) => [name, isForm(value) ? make(value, name) : value]);
        return factory(Object.fromEntries(made) as never);
      },
    ]),
  );
