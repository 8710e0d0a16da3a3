/** The base of all errors that myelin throws on purpose. The message says where it happened, what was expected, what
 *  was received, and what to do. */
export class MyelinError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}

/** Shapes that do not fit together. */
export class ShapeError extends MyelinError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_MYELIN_SHAPE', message, options);
  }
}

/** An option, name or call order that cannot work. */
export class ConfigError extends MyelinError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_MYELIN_CONFIG', message, options);
  }
}

/** Values that cannot be used for training or prediction: NaN, labels out of range, rows of unequal length. */
export class DataError extends MyelinError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_MYELIN_DATA', message, options);
  }
}

/** The error for an array of the caller's that was detached or resized while a call or a tensor had use for it. */
export const changed = (expected: number, found: number): DataError =>
  new DataError(
    `the data: expected ${expected} values as when they were given, found ${found}. ` +
      'Leave an array alone, and do not transfer it, as long as a call or a tensor has use for it.',
  );

/** The error for an array of the caller's whose memory had been given away before. */
export const givenAway = (what: string): DataError =>
  new DataError(
    `${what}: expected an array with values, received one whose memory was given away (by postMessage, structuredClone or transfer). ` +
      'Give a copy away instead: array.slice().',
  );

/** A file or buffer that is not what it claims to be. */
export class FormatError extends MyelinError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_MYELIN_FORMAT', message, options);
  }
}

/** A file or folder that cannot be read or written. Its cause is the system's error, with the system's code. */
export class FileError extends MyelinError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_MYELIN_FILE', message, options);
  }
}

/** A failure of the machine: a backend that cannot load, a refused program, not enough memory. */
export class BackendError extends MyelinError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_MYELIN_BACKEND', message, options);
  }
}

/** How deep a value is shown; lists may hold themselves. */
const SHOWN_DEEP = 3;

/** A received value as text for a message: short and quoted, never thousands of elements. It throws nothing, whatever the value's getters
 *  and traps do. */
export function show(value: unknown): string {
  try {
    return shown(value, 0);
  } catch {
    return `${typeof value} that cannot be read`;
  }
}

/** As `show`, of what came in the place of a part: a function may be the one that makes it. */
export const showPart = (value: unknown): string =>
  `${show(value)}${[value].flat().some((one) => typeof one === 'function') ? ' (is a call missing?)' : ''}`;

function shown(value: unknown, depth: number): string {
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 57)}...` : value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `function ${String(value.name) || '(anonymous)'}`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${(value as Partial<Uint8Array>).length ?? value.byteLength})`;
  const tag = Object.prototype.toString.call(value);
  if (tag === '[object Promise]') return 'Promise (is an await missing?)';
  if (tag === '[object URL]') return `URL '${String(value)}' (fileURLToPath makes a path of it)`;
  if (Array.isArray(value)) {
    if (depth === SHOWN_DEEP) return '[...]';
    const first = Array.from(value.slice(0, 6), (v) => shown(v, depth + 1));
    return `[${first.join(', ')}${value.length > 6 ? `, ... ${value.length} in all` : ''}]`;
  }
  if (typeof value === 'object' && value !== null) {
    if (tag.endsWith('Generator]')) return tag === '[object Generator]' ? 'a generator' : 'an async generator';
    return `${value.constructor?.name ?? 'object'} {${Object.keys(value).slice(0, 6).map((key) => key.slice(0, 60)).join(', ')}}`;
  }
  return String(value);
}

/** The known name nearest to `name` by edit distance, or undefined when none is near. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue; // as far apart at least
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The known name that was probably meant: the nearest by edit distance, that with these initials (lr for learningRate), or the only one
 *  that contains it; undefined if there is none. */
export function meantBy(name: string, known: readonly string[]): string | undefined {
  const near = nearest(name, known);
  if (near !== undefined) return near;
  const lower = name.toLowerCase();
  const byInitials = known.find((other) => other.replace(/^(.)|[a-z0-9]/g, '$1').toLowerCase() === lower);
  if (byInitials !== undefined || name.length < 3) return byInitials;
  const containing = known.filter((other) => other.toLowerCase().includes(lower));
  return containing.length === 1 ? containing[0] : undefined;
}

/** Throws the ConfigError for an unknown name. The message has the name, a similar known name, and all known names. */
export function unknownName(what: string, name: unknown, known: readonly string[]): never {
  const near = typeof name === 'string' ? meantBy(name, known) : undefined;
  const hint = near === undefined ? '' : ` Did you mean '${near}'?`;
  throw new ConfigError(`unknown ${what} ${show(name)}.${hint} Known: ${known.join(', ')}.`);
}

/** @throws {ConfigError} if a function that the user gives as a part is one that makes such parts */
export function mustBeNoFactory(what: string, namespace: string, value: unknown, factories: Readonly<Record<string, unknown>>): void {
  const kind = Object.keys(factories).find((name) => factories[name] === value);
  if (kind === undefined) return;
  throw new ConfigError(`${what}: received the function that makes ${kind}. Call it, ${namespace}.${kind}(), or give the name, '${kind}'.`);
}

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...new Array<number>(b.length).fill(0)]);
  for (let j = 0; j <= b.length; j++) rows[0]![j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let d = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, rows[i - 2]![j - 2]! + 1);
      rows[i]![j] = d;
    }
  }
  return rows[a.length]![b.length]!;
}
