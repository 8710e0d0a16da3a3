/** How dates and times are written, and the moments that they are. */
import { atOnce, firstWhere, type Pieces } from '../core/pieces.ts';
import { inAscii } from './ascii.ts';
import { isMissingNumber } from './cells.ts';
import { monthOf } from './months.ts';

/** The order of day, month and year; 'time' for times of a day alone. Dates whose month is a name, or whose year comes first, are read in
 *  every order. */
export const DATE_ORDERS = ['ymd', 'dmy', 'mdy', 'time'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

/** The longest cell that is looked at. */
const LONGEST = 64;

const CLOCK = '(\\d{1,2})[:.h](\\d{2})(?:[:.](\\d{2})(?:[.,](\\d{1,9}))?)?(?: ?([ap])\\.? ?m\\.?)?';
const ZONE = ' ?(Z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?)?(?: ?\\([\\w ]+\\))?';
const BEHIND = `(?:(?:[T,]? *| *- *)${CLOCK}${ZONE})?$`;
const WEEKDAY = '^(?:\\p{L}{2,12}\\.?,? +)?';

const YEAR_FIRST = new RegExp(`^(\\d{4})([-/.]) ?(\\d{1,2})(?:\\2 ?(\\d{1,2})\\.?)?${BEHIND}`, 'i');
const YEAR_LAST = new RegExp(`^(\\d{1,2})([-/.]) ?(\\d{1,2})\\2 ?(\\d{4}|\\d{2})\\.?${BEHIND}`, 'i');
const DAY_NAME = new RegExp(
  `${WEEKDAY}(\\d{1,2})(?:\\.|st|nd|rd|th)?[-/ ]?(?:de )?(\\p{L}{3,12}\\.?)[-/ ,]*(?:de )?(\\d{4}|\\d{2})(?: ?г\\.?,?)?${BEHIND}`, 'iu',
);
const NAME_DAY = new RegExp(`${WEEKDAY}(\\p{L}{3,12}\\.?)[- ](\\d{1,2})(?:st|nd|rd|th)?[-, ]+(\\d{4})${BEHIND}`, 'iu');
const NAME_YEAR = /^(\p{L}{3,12}\.?)[- ](\d{4})$/u;
const EASTERN = new RegExp(`^(\\d{4})[\u5e74\ub144] ?(\\d{1,2})[\u6708\uc6d4] ?(\\d{1,2})[\u65e5\uc77c]${BEHIND}`, 'i');
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2}))?Z?$/;
const TIME = new RegExp(`^${CLOCK.replace('[:.h]', '[:h]')}$`, 'i');

/** Year, month, day, and what stands behind them. */
type Found = readonly [year: string, month: string | number, day: string, behind: readonly (string | undefined)[]];

function datesIn(text: string, order: DateOrder): Found | undefined {
  let m = YEAR_LAST.exec(text);
  if (m !== null) {
    if (order === 'dmy') return [m[4]!, m[3]!, m[1]!, m.slice(5)];
    // A point behind the month is not written.
    return order === 'mdy' && m[2] !== '.' ? [m[4]!, m[1]!, m[3]!, m.slice(5)] : undefined;
  }
  m = YEAR_FIRST.exec(text);
  if (m !== null) return [m[1]!, m[3]!, m[4] ?? '1', m.slice(5)];
  m = EASTERN.exec(text);
  if (m !== null) return [m[1]!, m[2]!, m[3]!, m.slice(4)];
  m = DAY_NAME.exec(text);
  const named = m === null ? undefined : monthOf(m[2]!);
  if (named !== undefined) return [m![3]!, named, m![1]!, m!.slice(4)];
  m = NAME_DAY.exec(text);
  const first = m === null ? undefined : monthOf(m[1]!);
  if (first !== undefined) return [m![3]!, first, m![2]!, m!.slice(4)];
  m = NAME_YEAR.exec(text);
  const month = m === null ? undefined : monthOf(m[1]!);
  return month === undefined ? undefined : [m![2]!, month, '1', []];
}

const DAY = 86_400_000;
/** Days of months, in leap years. */
const LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Date.UTC takes years below 100 for those of the twentieth century. */
const midnight = (year: number, month: number, day: number): number =>
  year > 99 ? Date.UTC(year, month - 1, day) : new Date(0).setUTCFullYear(year, month - 1, day);

/** Milliseconds since midnight; undefined if there is no such time. A time in a zone is moved to UTC. */
function clock([hours, minutes, seconds = '0', fraction = '', half, zone]: readonly (string | undefined)[]): number | undefined {
  if (hours === undefined) return 0;
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)];
  if (m > 59 || s > 60 || (half === undefined ? h > 24 || (h === 24 && m + s > 0) : h < 1 || h > 12)) return undefined;
  const hour = half === undefined ? h : (h % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  const [, sign, over, past = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '') ?? [];
  const offset = sign === undefined ? 0 : (Number(over) * 60 + Number(past)) * (sign === '-' ? -1 : 1);
  return ((hour * 60 + m - offset) * 60 + s) * 1000 + Math.round(Number(`0.${fraction === '' ? 0 : fraction}`) * 1000);
}

/** The moment in a cell, in milliseconds since 1970, or since midnight for a time alone; NaN if the value is missing, undefined if the cell
 *  is no date in this order. A time without a zone is taken as UTC.
 *  @param compact  whether 20240131 is a date */
export function momentOf(cell: string, order: DateOrder, compact = false): number | undefined {
  const first = cell.charCodeAt(0);
  if (!(first >= 48 && first <= 57) && isMissingNumber(cell)) return NaN;
  // Names of months and days are followed by something.
  if (cell.length > LONGEST || /^[A-Za-z][^ -]*$/.test(cell)) return undefined;
  const text = inAscii(cell);
  if (!/\d/.test(text)) return undefined;
  if (order === 'time') {
    const m = TIME.exec(text);
    return m === null ? undefined : clock(m.slice(1));
  }
  const packed = compact ? COMPACT.exec(text) : null;
  const found: Found | undefined = packed === null ? datesIn(text, order) : [packed[1]!, packed[2]!, packed[3]!, packed.slice(4)];
  if (found === undefined) return undefined;
  const [y, m, d] = [Number(found[0]), Number(found[1]), Number(found[2])];
  // @source POSIX, strptime: years of two digits are those from 1969 to 2068
  const year = found[0].length === 2 ? y + (y < 69 ? 2000 : 1900) : y;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (!(d >= 1 && d <= (LENGTHS[m - 1] ?? 0)) || (m === 2 && d === 29 && !leap)) return undefined;
  const time = clock(found[3]);
  return time === undefined ? undefined : midnight(year, m, d) + time;
}

/** What the cells of a column have in common, if all of them are dates or times, or missing. */
export interface DateSurvey {
  /** The orders in which every cell can be read, the first ones preferred. */
  readonly orders: readonly DateOrder[];
  /** The row of a cell that these orders read differently; undefined if there is none. */
  readonly ambiguous: number | undefined;
}

/** Looks at all cells of a column. Undefined if one is no date, or none is. */
export function* surveyDates(texts: readonly string[], compact = false): Pieces<DateSurvey | undefined> {
  let orders: readonly DateOrder[] = DATE_ORDERS;
  let some = false as boolean;
  const isOther = (row: number): boolean => {
    const text = texts[row]!;
    if (isMissingNumber(text)) return false;
    some = true;
    orders = orders.filter((order) => momentOf(text, order, compact) !== undefined);
    return orders.length === 0;
  };
  if ((yield* firstWhere(texts.length, isOther)) >= 0 || !some) return undefined;
  if (orders.length === 1) return { orders, ambiguous: undefined };
  const differs = (row: number): boolean => new Set(orders.map((order) => momentOf(texts[row]!, order, compact))).size > 1;
  const row = yield* firstWhere(texts.length, differs);
  return { orders, ambiguous: row < 0 ? undefined : row };
}

/** Whether a text alone is a date or a time. */
export const isAnyDate = (text: string): boolean => atOnce(surveyDates([text])) !== undefined;

export const DATE_WORDS: Readonly<Record<DateOrder, string>> = {
  ymd: 'dates', dmy: 'dates, the day before the month', mdy: 'dates, the month before the day', time: 'times of a day',
};

/** A moment as text, as ISO 8601 has it. */
export function momentText(value: number, order: DateOrder): string {
  if (Number.isNaN(value)) return '';
  const text = new Date(value).toISOString();
  return order === 'time' ? text.slice(11, 19) : value % DAY === 0 ? text.slice(0, 10) : text;
}
