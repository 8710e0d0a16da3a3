import { ConfigError } from './errors.ts';

/** Where Node's console and `util.inspect` look for a method that says what a value shows. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Says what instances of a class show in Node's console.
 *  @param textOf  is told whether the value is shown within another one: text begins anywhere in a line then, and more lines are indented
 *    as the value is */
export function shows<T extends object>(kind: { readonly prototype: T }, textOf: (value: T, within: boolean) => string): void {
  function inspect(this: T, depth: unknown, options: { readonly depth?: unknown } | undefined): unknown {
    const within = typeof depth === 'number' && typeof options?.depth === 'number' && depth < options.depth;
    const text = textOf(this, within);
    // Node indents the text of an object, and not a text.
    return { [INSPECT]: () => text };
  }
  Object.defineProperty(kind.prototype, INSPECT, { value: inspect, configurable: true, writable: true });
}

/** What a value without operators answers where JavaScript wants a primitive: its text in `${value}` and String(value), an error in
 *  arithmetic and comparisons, where objects silently become NaN or texts.
 *  @param instead  what to write instead
 *  @throws {ConfigError} unless a string is wanted */
export function textAlone(what: string, instead: string, hint: string, text: () => string): string {
  if (hint === 'string') return text();
  throw new ConfigError(
    `JavaScript's operators, such as + and <, do not compute with ${what}. ${instead} For its text, write \`\${value}\` or String(value).`,
  );
}
