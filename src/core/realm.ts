/** What kind of built-in object a value is, whichever realm made it. A realm has constructors of its own (a `vm` context, each test file
 *  in jest, a frame of a page), so that `instanceof` does not know what comes from another one. Typed arrays: see `dtypeOf`. */

/** Whether a prototype is Object.prototype of some realm. */
export const isObjectPrototype = (prototype: unknown): boolean =>
  prototype === Object.prototype ||
  (typeof prototype === 'object' && prototype !== null &&
    Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf'));

/** Whether a value is a record: neither an array, nor an instance of a class. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || isObjectPrototype(prototype);
}

/** Whether a value is of the kind that JavaScript gives this name, such as 'ArrayBuffer'. */
export const tagged = (value: unknown, tag: string): boolean => Object.prototype.toString.call(value) === `[object ${tag}]`;
export const isMap = (value: unknown): value is ReadonlyMap<unknown, unknown> => value instanceof Map || tagged(value, 'Map');
export const isSet = (value: unknown): value is ReadonlySet<unknown> => value instanceof Set || tagged(value, 'Set');

export const isTypeError = (value: unknown): value is TypeError => tagged(value, 'Error') && (value as Error).name === 'TypeError';

const kindOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)!.get!;
/** The name of a typed array's kind, such as 'Float32Array', also of those that extend it; undefined for any other value. */
export const arrayKind = (value: unknown): unknown => kindOf.call(value);

/** Whether the memory of a typed array was given away by a transfer. Then it has no elements. */
export function isDetached({ byteLength, buffer }: { readonly byteLength: number; readonly buffer: ArrayBufferLike }): boolean {
  if (byteLength > 0) return false;
  try {
    // Not every runtime has `buffer.detached`. This throws if it is.
    void new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

/** Whether all elements of an array pass a test, among them places that were never filled, which `every` passes over. */
export function all<T, S extends T>(list: readonly T[], test: (element: T, place: number) => element is S): list is readonly S[];
export function all<T>(list: readonly T[], test: (element: T, place: number) => boolean): boolean;
export function all<T>(list: readonly T[], test: (element: T, place: number) => boolean): boolean {
  for (let i = 0; i < list.length; i++) if (!test(list[i]!, i)) return false;
  return true;
}
