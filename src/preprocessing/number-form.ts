/** How numbers are written: what stands before decimals, between groups of digits, before and behind a number. */
import { show } from '../core/errors.ts';
import { firstWhere, type Pieces } from '../core/pieces.ts';
import { inAscii } from './ascii.ts';
import { isMissingNumber, isNumber } from './cells.ts';

export type Decimal = '.' | ',' | '\u066b';
export type Group = '' | '.' | ',' | ' ' | "'" | '\u066c';

export interface NumberForm {
  readonly decimal: Decimal;
  /** What groups of digits are separated by; '' if nothing is. ' ' stands for all spaces, "'" for all apostrophes. */
  readonly group: Group;
  /** A currency before every number, '' if there is none. */
  readonly prefix: string;
  /** A currency, '%', or a unit behind every number, '' if there is none. */
  readonly suffix: string;
}

/** The decimals and groups that there are, the first ones preferred where two read all cells alike. Bits of a mask stand for them. */
const FORMS: readonly (readonly [Decimal, Group, RegExp])[] = (
  [
    ['.', ''], [',', ''], ['.', ','], [',', '.'], ['.', ' '], [',', ' '], ['.', "'"], [',', "'"], ['\u066b', '\u066c'],
  ] as const
).map(([decimal, group]) => {
  const [d, g] = [`\\${decimal}`, group === '.' ? '\\.' : group];
  const fraction = `(?:${d}\\d*)?`;
  // In India, groups before the last one have two digits. 0 begins no group; Spanish and Polish writers leave out the sign in 1234.
  const indian = group === ',' ? `|[1-9]\\d?(?:,\\d{2})+,\\d{3}${fraction}` : '';
  const groups = group === '' ? '' : `|[1-9]\\d{0,2}(?:${g}\\d{3})+${fraction}${indian}`;
  return [decimal, group, new RegExp(`^(?:\\d+${fraction}|${d}\\d+${groups})$`)] as const;
});
const ALL = (1 << FORMS.length) - 1;
/** Forms without groups, in which alone exponents are written. */
const WITHOUT_GROUPS = 0b11;

/** Forms in which a point is a decimal; the one in which it divides groups; and what a number looks like that is written in both. */
const [POINTS, POINT_GROUPS] = [0b1010101, 0b1000];
const GROUPED = /^[+-]?[1-9]\d{0,2}\.\d{3}$/;

/** The longest cell that is looked at closely. Longer numbers have digits, a point and an exponent only. */
const LONGEST = 64;

const CODES =
  'USD|EUR|GBP|JPY|CHF|CNY|RMB|INR|BRL|RUB|KRW|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|TRY|MXN|AUD|CAD|NZD|ZAR|SGD|HKD|TWD|ILS|THB|IDR|MYR|PHP|' +
  'VND|SAR|AED|EGP|NGN|KES|PKR|BDT|LKR|CLP|COP|ARS|PEN|UAH|ISK|DM|' +
  'kr\\.?|Kč|zł|Ft|lei|Rs\\.?|S?Fr\\.?|Rp\\.?|RM|руб\\.?|元|円|원';
const CURRENCY = `(?:[A-Z]{0,2}\\p{Sc}|${CODES})`;
const IS_CURRENCY = new RegExp(`^${CURRENCY}$`, 'u');
const PARTS = new RegExp(
  `^(%|${CURRENCY})? *(\\()? *([+-])? *(%|${CURRENCY})? *([+-])? *(\\d(?:[\\d.,' \\u066b\\u066c]*[\\d.,\\u066b])?|[.,\\u066b]\\d+)` +
  `([eE][+-]?\\d+|[dD][+-]\\d+)? *([\\p{L}\\p{Sc}%\u2030\u00b0](?:[^\\d()]{0,15}[^\\d\\s()+-])?)? *([+-])? *(\\))?$`, 'u',
);

/** Nothing, as accountants write it. */
const ZERO = new RegExp(`^(${CURRENCY}) *-$`, 'u');

/** What a cell consists of. */
interface Parts {
  readonly negative: boolean;
  readonly prefix: string;
  readonly body: string;
  readonly exponent: string;
  readonly suffix: string;
}

/** Takes a cell apart; undefined if it is no number. */
function partsOf(cell: string): Parts | undefined {
  if (cell.length > LONGEST) return undefined;
  const text = inAscii(cell).trim();
  const zero = ZERO.exec(text);
  if (zero !== null) return { negative: false, prefix: zero[1]!, body: '0', exponent: '', suffix: '' };
  const found = PARTS.exec(text);
  if (found === null) return undefined;
  const [, currency, open, first, prefix = currency ?? '', second, body, exponent = '', suffix = '', last, close] = found;
  if (/^[ed]$/i.test(suffix)) return undefined; // an exponent that was cut off
  // 12,- and 12.- are whole amounts.
  const whole = last === '-' && /[.,]$/.test(body!);
  const signs = [first, second, whole ? undefined : last].filter((sign) => sign !== undefined);
  if (currency !== undefined && prefix !== currency) return undefined;
  if (signs.length > 1 || (open === undefined) !== (close === undefined) || (open !== undefined && signs.length > 0)) return undefined;
  return { negative: open !== undefined || signs[0] === '-', prefix, body: body!, exponent: exponent.replace(/d/i, 'e'), suffix };
}

/** The forms in which a body can be read, as a mask. */
function formsOf({ body, exponent }: Parts): number {
  if (/^\d+$/.test(body)) return ALL;
  let mask = 0;
  FORMS.forEach(([, , fits], i) => (mask |= fits.test(body) ? 1 << i : 0));
  return exponent === '' ? mask : mask & WITHOUT_GROUPS;
}

const INFINITE = /^([+-]?)(?:inf|infinity|\u221e|1\.#inf)$/i;

/** The number in a cell that is written in a form; NaN if the value is missing, undefined if the cell is written otherwise. */
export function numberOf(cell: string, form: NumberForm): number | undefined {
  if (form.decimal === '.' && isNumber(cell) && form.prefix === '' && form.suffix === '') return Number(cell);
  if (isMissingNumber(cell.trim())) return NaN;
  const infinite = cell.length < 12 ? INFINITE.exec(inAscii(cell)) : null;
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  const parts = partsOf(cell);
  if (parts === undefined || parts.prefix !== form.prefix || parts.suffix !== form.suffix) return undefined;
  const place = FORMS.findIndex(([decimal, group]) => decimal === form.decimal && group === form.group);
  if ((formsOf(parts) & (1 << place)) === 0) return undefined;
  const { body, exponent, negative } = parts;
  const digits = (form.group === '' ? body : body.replaceAll(form.group, '')).replace(form.decimal, '.');
  const value = Number(digits + exponent) / shareOf(form);
  return negative ? -value : value;
}

/** As numberOf, for many cells: those without currency and unit need no close look. */
export function numberReaderOf(form: NumberForm): (cell: string) => number | undefined {
  const { decimal, group, prefix, suffix } = form;
  const fits = FORMS.find((one) => one[0] === decimal && one[1] === group)?.[2];
  if (fits === undefined || prefix !== '' || suffix !== '' || isPlain(form)) return (cell) => numberOf(cell, form);
  return (cell) => {
    const negative = cell.startsWith('-');
    const body = negative ? cell.slice(1) : cell;
    if (!fits.test(body)) return numberOf(cell, form);
    const value = Number((group === '' ? body : body.replaceAll(group, '')).replace(decimal, '.'));
    return negative ? -value : value;
  };
}

/** What a number is divided by that is written in a form: 100 for percent. */
export const shareOf = ({ prefix, suffix }: NumberForm): number =>
  prefix === '%' || suffix === '%' ? 100 : suffix === '\u2030' ? 1000 : 1;

/** What the cells of a column have in common, if all of them are numbers or missing. */
export interface NumberSurvey {
  /** The forms in which every cell can be read, as a mask. */
  readonly forms: number;
  /** Whether there are commas, and points. */
  readonly commas: boolean;
  readonly points: boolean;
  readonly prefix: string;
  readonly suffix: string;
  /** The row of the first cell with a comma or, if there is none, a point. */
  readonly example: number;
  /** The row of a whole number that is a name rather than a quantity: it begins with 0, or has more digits than numbers hold. */
  readonly identifier: number | undefined;
  /** The row of the first cell that cannot be read as those before it: in another form, or with another unit. */
  readonly clash: number | undefined;
}

/** Looks at all cells of a column. Undefined if one is no number, or none is. */
export function* surveyNumbers(texts: readonly string[]): Pieces<NumberSurvey | undefined> {
  let [forms, commas, points, whole] = [ALL, -1, -1, true];
  let [prefix, suffix]: (string | undefined)[] = [];
  let [identifier, clash]: (number | undefined)[] = [];
  const isOther = (row: number): boolean => {
    const cell = texts[row]!;
    if (isNumber(cell)) {
      if (/[.e]/i.test(cell)) {
        if (points < 0 && cell.includes('.')) points = row;
        whole = false;
      } else if (whole && identifier === undefined && (/^0\d/.test(cell) || Math.abs(Number(cell)) > Number.MAX_SAFE_INTEGER)) {
        identifier = row;
      }
      const mask = !cell.includes('.') ? ALL : (forms & POINT_GROUPS) !== 0 && GROUPED.test(cell) ? POINTS | POINT_GROUPS : POINTS;
      if ((prefix ??= '') !== '' || (suffix ??= '') !== '' || (forms & mask) === 0) clash ??= row;
      else forms &= mask;
      return false;
    }
    if (isMissingNumber(cell.trim()) || (cell.length < 12 && INFINITE.test(inAscii(cell)))) return false;
    const parts = partsOf(cell);
    if (parts === undefined) return true;
    const mask = formsOf(parts);
    if (mask === 0) return true;
    if (parts.prefix !== (prefix ??= parts.prefix) || parts.suffix !== (suffix ??= parts.suffix) || (forms & mask) === 0) clash ??= row;
    else forms &= mask;
    if (commas < 0 && parts.body.includes(',')) commas = row;
    if (points < 0 && parts.body.includes('.')) points = row;
    whole = false;
    return false;
  };
  if ((yield* firstWhere(texts.length, isOther)) >= 0 || prefix === undefined || suffix === undefined) return undefined;
  return {
    forms, commas: commas >= 0, points: points >= 0, prefix, suffix, example: commas >= 0 ? commas : points,
    identifier: whole ? identifier : undefined, clash,
  };
}

/** Whether a cell is a number in some form, with no unit but a currency or percent. */
export function isAnyNumber(cell: string): boolean {
  if (isNumber(cell)) return true;
  const parts = partsOf(cell);
  return parts !== undefined && formsOf(parts) !== 0 && (/^[%\u2030]?$/.test(parts.suffix) || IS_CURRENCY.test(parts.suffix));
}

/** The form of a column; undefined where two forms read it differently.
 *  @param decimals  the ones that may be */
export function formOf({ forms, commas, points, prefix, suffix }: NumberSurvey, decimals: readonly string[]): NumberForm | undefined {
  const plainly = (forms & 1) !== 0 && !commas && !(points && (forms & POINT_GROUPS) !== 0);
  if (plainly && prefix === '' && suffix === '' && decimals.includes('.')) return PLAIN;
  const possible = FORMS.filter(([decimal], i) => (forms & (1 << i)) !== 0 && decimals.includes(decimal));
  const readings = new Set(possible.map(([decimal]) => `${commas && decimal === ','} ${points && decimal === '.'}`));
  if (readings.size !== 1) return undefined;
  const [decimal, group] = possible[0]!;
  return { decimal, group, prefix, suffix };
}

/** The decimals with which a column can be read. */
export const decimalsOf = ({ forms }: NumberSurvey): Decimal[] => [
  ...new Set(FORMS.flatMap(([decimal], i) => ((forms & (1 << i)) === 0 ? [] : [decimal]))),
];

export const PLAIN: NumberForm = { decimal: '.', group: '', prefix: '', suffix: '' };

/** Whether all that a form says is what programs write. */
export const isPlain = ({ decimal, group, prefix, suffix }: NumberForm): boolean =>
  decimal === '.' && group === '' && prefix === '' && suffix === '';

/** Whether decimals and groups are ones that go together. */
export const isForm = (form: NumberForm): boolean => FORMS.some(([decimal, group]) => decimal === form.decimal && group === form.group);

const NAMES: Readonly<Record<Decimal | Group, string>> = {
  '': '', '.': 'point', ',': 'comma', ' ': 'space', "'": 'apostrophe', '\u066b': 'Arabic sign', '\u066c': 'Arabic sign',
};

/** How numbers are written, in words. */
export function formText({ decimal, group, prefix, suffix }: NumberForm): string {
  return [
    ...(decimal === '.' && group === '' ? [] : [`decimal ${NAMES[decimal]}`]),
    ...(group === '' ? [] : [`thousands by ${NAMES[group]}`]),
    ...affixText(prefix), ...affixText(suffix),
  ].join(', ');
}

function affixText(text: string): string[] {
  if (text === '') return [];
  if (text === '%' || text === '\u2030') return [text === '%' ? 'percent, 12 % is 0.12' : 'per mille, 12 \u2030 is 0.012'];
  return [`${IS_CURRENCY.test(text) ? 'currency' : 'unit'} ${show(text)} left away`];
}
