import { ConfigError, show } from '../core/errors.ts';
import { camelCase } from '../core/options.ts';

/** A field of a pattern: `{name}` or `{name:spec}`, or one of the doubled braces that stand for themselves. */
const FIELD = /\{\{|\}\}|\{([^{}:]*)(?::([^{}]*))?\}|[{}]/g;
/** @source Python, "Format Specification Mini-Language", of which these are for numbers */
const SPEC = /^(0?)(\d{0,2})(?:\.(\d{1,2}))?([dfeg%]?)$/;

/** Checks a pattern. @throws {ConfigError} on a field that is none */
export function checkPattern(where: string, pattern: string): void {
  fill(where, pattern, () => 1);
}

/** Digits behind those that are wanted, of which the last are 0 if they say of a number all there is. */
const EXACT = 40;

/** A pattern with numbers in the place of its fields, in Python's format: `{epoch:02d}-{valLoss:.3f}`.
 *  @param valueOf  the number of a name; undefined if there is none
 *  @throws {ConfigError} if there is none, or the field is none */
export function fill(where: string, pattern: string, valueOf: (name: string) => unknown): string {
  return pattern.replace(FIELD, (field, name: string | undefined, spec: string | undefined) => {
    if (field === '{{' || field === '}}') return field[0]!;
    const [, zero, width, precision, type] = SPEC.exec(spec ?? '') ?? [];
    if (name === undefined || name === '' || zero === undefined)
      throw new ConfigError(
        `${where}: filepath has ${show(field)}, which is no field. Write {epoch:02d}, {valLoss:.3f}, or {{ for a brace.`,
      );
    const value = valueOf(name) ?? valueOf(camelCase(name));
    if (typeof value !== 'number') throw new ConfigError(`${where}: filepath has ${show(field)}, and there is no number of this name.`);
    return text(value, type as Type, precision === undefined ? undefined : Number(precision)).padStart(
      Number(width), zero === '0' ? '0' : ' ',
    );
  });
}

type Type = '' | 'd' | 'f' | 'e' | 'g' | '%';

function text(value: number, type: Type, precision: number | undefined): string {
  if (!Number.isFinite(value)) return String(value).toLowerCase().replace('infinity', 'inf');
  switch (type) {
    case 'd': return fixed(value, 0);
    case 'f': return fixed(value, precision ?? 6);
    case '%': return `${fixed(100 * value, precision ?? 6)}%`;
    case 'e': return exponential(value, precision ?? 6);
    case 'g': return general(value, precision ?? 6);
    default: return precision === undefined ? String(value) : general(value, precision);
  }
}

/** With so many digits behind the point. Of two numbers that are equally near, Python takes the even one, JavaScript the larger. */
function fixed(value: number, digits: number): string {
  const near = value.toFixed(digits);
  const exact = value.toFixed(Math.min(100, digits + EXACT));
  const isTie = /^50*$/.test(exact.slice(exact.indexOf('.') + 1 + digits));
  return isTie && /[13579]$/.test(near) ? exact.slice(0, near.length) : near;
}

/** With an exponent of two digits at least. */
const exponential = (value: number, digits: number): string =>
  value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');

function general(value: number, precision: number): string {
  const digits = Math.max(1, precision);
  const exponent = Number(value.toExponential(digits - 1).split('e')[1]);
  const fixed = exponent >= -4 && exponent < digits;
  const written = fixed ? value.toFixed(digits - 1 - exponent) : exponential(value, digits - 1);
  return written.replace(/(\.\d*?)0+(?=e|$)/, '$1').replace(/\.(?=e|$)/, '');
}
