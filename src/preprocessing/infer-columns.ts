/** What columns of texts hold, found out from all cells of all of them: numbers in some form, dates in some order, or texts. */
import { ConfigError, DataError, show, unknownName } from '../core/errors.ts';
import { atOnce, firstWhere, forEach, listOf, numbersOf, type Pieces } from '../core/pieces.ts';
import { isMissing, isNumber } from './cells.ts';
import { DATE_ORDERS, DATE_WORDS, momentOf, surveyDates, type DateOrder, type DateSurvey } from './date-form.ts';
import {
  decimalsOf, formOf, formText, isPlain, numberOf, numberReaderOf, PLAIN, surveyNumbers, type NumberForm, type NumberSurvey,
} from './number-form.ts';
import { DateColumn, NumericColumn, TextColumn, type Column } from './table.ts';

export const COLUMN_TYPES = ['number', 'date', 'text'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** What users say of the cells. */
export interface CellOptions {
  /** What stands before decimals, where the cells of a column do not tell: `1,234` (default: found out from the other columns). */
  readonly decimal?: '.' | ',' | undefined;
  /** Whether the day or the month comes first, where the cells of a column do not tell: `01/02/2024` (default: found out). */
  readonly dates?: 'dmy' | 'mdy' | undefined;
  /** What columns hold, by name: 'number', 'date' or 'text' (default: found out). */
  readonly types?: Readonly<Record<string, ColumnType>> | undefined;
  /** What becomes of a column that can be read in two ways: an error that asks, or texts, which a model reads as those it was trained on
   *  (default 'error'). */
  readonly ambiguous?: 'error' | 'text' | undefined;
}

/** How the cells of a column are read. */
export type ColumnPlan =
  | { readonly kind: 'text' }
  | { readonly kind: 'date'; readonly order: DateOrder; readonly compact: boolean }
  | {
      readonly kind: 'numeric';
      readonly form: NumberForm;
      /** Whether the cells tell their form. */
      readonly told: boolean;
    };

export interface Inferred {
  readonly plans: readonly ColumnPlan[];
  readonly notices: readonly string[];
}

/** A column on its way to a plan. */
interface Open {
  readonly name: string;
  readonly texts: readonly string[];
  readonly type: ColumnType | undefined;
  readonly numbers: NumberSurvey | undefined;
  readonly dates: DateSurvey | undefined;
}

/** Finds out how columns are to be read. A column that can be read in two ways is read as the others of the file are.
 *  @param place  where a row stands, for messages
 *  @throws {DataError} on a column that can be read in two ways, where nothing tells and no option says; names the option
 *  @throws {ConfigError} if `types` names a column that is not there */
export function* inferColumns(
  names: readonly string[], texts: readonly (readonly string[])[], place: (row: number) => string, options: CellOptions,
): Pieces<Inferred> {
  const { types = {} } = options;
  const there = new Set(names);
  for (const name of Object.keys(types)) if (!there.has(name)) unknownName('column of types', name, names);
  const columns: Open[] = [];
  for (const [c, name] of names.entries()) {
    const [type, cells] = [Object.hasOwn(types, name) ? types[name] : undefined, texts[c]!];
    const numbers = type === 'text' || type === 'date' ? undefined : yield* surveyNumbers(cells);
    const dates = type === 'text' || type === 'number' || numbers !== undefined ? undefined : yield* surveyDates(cells, type === 'date');
    columns.push({ name, texts: cells, type, numbers, dates });
  }
  const decimals = options.decimal === undefined ? votes(columns) : [options.decimal, '\u066b'];
  const order = options.dates ?? orderOf(columns);
  const notices: string[] = [];
  const plans: ColumnPlan[] = [];
  for (const column of columns) plans.push(yield* planOf(column, { decimals, order, place, options, notices }));
  return { plans, notices };
}

/** The decimals of the columns whose own cells tell. */
function votes(columns: readonly Open[]): readonly string[] {
  const found = new Set<string>();
  for (const { numbers } of columns) {
    if (numbers === undefined || numbers.clash !== undefined || !(numbers.commas || numbers.points)) continue;
    const form = formOf(numbers, ['.', ',']);
    if (form !== undefined) found.add(form.decimal);
  }
  return found.size === 1 ? [...found] : ['.', ','];
}

function orderOf(columns: readonly Open[]): DateOrder | undefined {
  const found = new Set(columns.flatMap(({ dates }) => (dates !== undefined && dates.ambiguous === undefined ? [dates.orders[0]!] : [])));
  return found.has('dmy') === found.has('mdy') ? undefined : found.has('dmy') ? 'dmy' : 'mdy';
}

interface Context {
  readonly decimals: readonly string[];
  readonly order: DateOrder | undefined;
  readonly place: (row: number) => string;
  readonly options: CellOptions;
  readonly notices: string[];
}

function* planOf(column: Open, context: Context): Pieces<ColumnPlan> {
  const { name, texts, type, numbers, dates } = column;
  if (numbers !== undefined) return planOfNumbers(column, numbers, context);
  if (dates !== undefined) return planOfDates(column, dates, context);
  const lacks = (yield* firstWhere(texts.length, (row) => !isMissing(texts[row]!))) < 0;
  if (lacks && type !== 'text') return { kind: 'numeric', form: PLAIN, told: false };
  if (type === undefined && !(yield* noticeNearlyNumeric(column, context))) yield* noticeNearlyDates(column, context);
  if (type === undefined || type === 'text') return { kind: 'text' };
  const survey = (text: string): unknown => atOnce<unknown>(type === 'number' ? surveyNumbers([text]) : surveyDates([text], true));
  const fits = (text: string): boolean => isMissing(text) || survey(text) !== undefined;
  const row = Math.max(yield* firstWhere(texts.length, (i) => !fits(texts[i]!)), 0);
  throw new DataError(`column ${show(name)}: expected ${type}s, as types says, received ${show(texts[row])} on ${context.place(row)}.`);
}

/** Cells of a column of numbers that are none are taken for mistakes as long as at least so many others are numbers. */
const NEARLY = 3;

/** Tells of a column that is text only because of a few cells that are no numbers. @returns whether it is one */
function* noticeNearlyNumeric({ name, texts }: Open, { place, notices }: Context): Pieces<boolean> {
  let [count, others, first] = [0, 0, -1];
  yield* forEach(texts.length, (row) => {
    if (isMissing(texts[row]!)) return;
    count++;
    if (!isNumber(texts[row]!) && others++ === 0) first = row;
  });
  if (others * (NEARLY + 1) > count) return false;
  notices.push(
    `column ${show(name)}: left as text, because ${others} of its ${count} cells ${others === 1 ? 'is no number' : 'are no numbers'}, ` +
      `${others === 1 ? '' : 'the first of them '}${show(texts[first])} on ${place(first)}`,
  );
  return true;
}

/** Cells that are looked at first: most columns of texts have no dates, and to know it of each cell takes long. */
const LOOKED_AT = 64;

/** Tells of a column of dates that is text because of a few cells, or because no order of day and month is that of all. */
function* noticeNearlyDates({ name, texts }: Open, { place, notices }: Context): Pieces<void> {
  let [count, others, first, clash] = [0, 0, -1, -1];
  let left: readonly DateOrder[] = DATE_ORDERS;
  const isEnough = (): boolean => others * (NEARLY + 1) <= count;
  const end = yield* firstWhere(texts.length, (row) => {
    if (isMissing(texts[row]!)) return false;
    const orders = DATE_ORDERS.filter((order) => momentOf(texts[row]!, order) !== undefined);
    count++;
    if (orders.length === 0) {
      if (others++ === 0) first = row;
    } else if (clash < 0) {
      left = left.filter((order) => orders.includes(order));
      if (left.length === 0) clash = row;
    }
    return count >= LOOKED_AT && !isEnough();
  });
  if (end >= 0 || !isEnough()) return;
  notices.push(
    others > 0
      ? `column ${show(name)}: left as text, because ${others} of its ${count} cells ${others === 1 ? 'is no date' : 'are no dates'}, ` +
        `${others === 1 ? '' : 'the first of them '}${show(texts[first])} on ${place(first)}`
      : `column ${show(name)}: left as text, its dates are written in several ways, such as ${show(texts[clash])} on ${place(clash)}, ` +
        'unlike those before',
  );
}

function planOfNumbers({ name, texts, type }: Open, survey: NumberSurvey, { decimals, place, options, notices }: Context): ColumnPlan {
  const { clash, identifier, commas, example } = survey;
  const at = (row: number): string => `${show(texts[row])} on ${place(row)}`;
  if (clash !== undefined) {
    const mixed = `its numbers are written in several forms or units, such as ${at(clash)}`;
    if (type === 'number') throw new DataError(`column ${show(name)}: ${mixed}. Write them alike, or read it as text.`);
    notices.push(`column ${show(name)}: left as text, ${mixed}`);
    return { kind: 'text' };
  }
  if (identifier !== undefined && type === undefined) {
    notices.push(`column ${show(name)}: left as text, because ${at(identifier)} is a name rather than a quantity`);
    return { kind: 'text' };
  }
  const own = formOf(survey, ['.', ',', '\u066b']);
  const form = own ?? formOf(survey, decimals);
  if (form !== undefined) {
    const told = commas || survey.points || !isPlain(form);
    if (!isPlain(form)) notices.push(`column ${show(name)}: ${formText(form)}`);
    return { kind: 'numeric', form, told };
  }
  const possible = decimalsOf(survey).filter((decimal) => decimals.includes(decimal));
  const values = possible.map((decimal) => numberOf(texts[example]!, formOf(survey, [decimal])!));
  if (!commas && values.length > 0) {
    const points = `${at(example)} is read as ${values[0]}; if its points separate thousands, give the option decimal: ','`;
    if (options.ambiguous !== 'text') notices.push(`column ${show(name)}: ${points}`);
    return { kind: 'numeric', form: formOf(survey, ['.'])!, told: false };
  }
  if (options.ambiguous === 'text') return { kind: 'text' };
  throw new DataError(
    values.length === 0
      ? `column ${show(name)}: the option decimal does not fit ${at(example)}. Leave it away, or say types: { ${show(name)}: 'text' }.`
      : `column ${show(name)}: ${at(example)} is ${values.join(' or ')}, and no cell tells which. Give the option decimal: '.' or ',', ` +
        `or types: { ${show(name)}: 'text' }; in a command, --decimal.`,
  );
}

function planOfDates({ name, texts, type }: Open, { orders, ambiguous }: DateSurvey, context: Context): ColumnPlan {
  const { order, place, options, notices } = context;
  const found = ambiguous === undefined ? orders[0]! : orders.find((one) => one === order);
  if (found !== undefined) {
    notices.push(`column ${show(name)}: ${DATE_WORDS[found]}`);
    return { kind: 'date', order: found, compact: type === 'date' };
  }
  if (options.ambiguous === 'text') return { kind: 'text' };
  throw new DataError(
    `column ${show(name)}: ${show(texts[ambiguous!])} on ${place(ambiguous!)} may have the day or the month first, and no cell tells. ` +
    `Give the option dates: 'dmy' or 'mdy', or types: { ${show(name)}: 'text' }; in a command, --dates.`,
  );
}

/** A column of texts, read by a plan.
 *  @param lines  the line of the file on which each row begins, counted from 1
 *  @throws {DataError} on a cell that is written otherwise; names its line */
export function* columnOf(plan: ColumnPlan, name: string, texts: readonly string[], lines?: readonly number[]): Pieces<Column> {
  if (plan.kind === 'text') {
    const values = yield* listOf(texts.length, (row) => (isMissing(texts[row]!) ? undefined : texts[row]!));
    return new TextColumn(name, values, texts, lines);
  }
  const read =
    plan.kind === 'date' ? (text: string): number | undefined => momentOf(text, plan.order, plan.compact) : numberReaderOf(plan.form);
  const wanted = plan.kind === 'date' ? 'date' : 'number';
  const values = yield* numbersOf(texts.length, (row) => {
    const value = read(texts[row]!);
    if (value !== undefined) return value;
    throw new DataError(
      `${lines === undefined ? `row ${row}` : `line ${lines[row]}`}: column ${show(name)}: expected a ${wanted} as in the rows before, ` +
      `received ${show(texts[row])}. If it holds texts, give the option types: { ${show(name)}: 'text' }.`,
    );
  });
  return plan.kind === 'date'
    ? new DateColumn(name, values, plan.order, texts, lines)
    : new NumericColumn(name, values, texts, lines, plan.told ? plan.form : undefined);
}

/** The columns of a file, read as is found out from all of their cells.
 *  @param texts  the cells of each
 *  @param lines  the line of the file on which each row begins
 *  @param place  where a row stands, for messages */
export function* columnsOfTexts(
  names: readonly string[], texts: readonly (readonly string[])[], lines: readonly number[] | undefined, options: CellOptions,
  place: (row: number) => string = (row) => `line ${lines![row]}`,
): Pieces<{ readonly columns: Column[]; readonly notices: readonly string[] }> {
  const { plans, notices } = yield* inferColumns(names, texts, place, options);
  const columns: Column[] = [];
  for (const [c, name] of names.entries()) columns.push(yield* columnOf(plans[c]!, name, texts[c]!, lines));
  return { columns, notices };
}

/** A column of texts that no file holds: what can be read in two ways stays text. */
export function* columnOfTexts(name: string, texts: readonly string[]): Pieces<Column> {
  const { plans } = yield* inferColumns([name], [texts], (row) => `row ${row}`, { ambiguous: 'text' });
  return yield* columnOf(plans[0]!, name, texts);
}

type Types = Readonly<Record<string, ColumnType>>;

/** @throws {ConfigError} unless each type is one */
export function checkTypes(where: string, name: string, given: Types): Types {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new ConfigError(`${where}: ${name} must be an object with a type for each column, received ${show(given)}.`);
  for (const [column, type] of Object.entries(given))
    if (!COLUMN_TYPES.includes(type)) unknownName(`type of column ${show(column)}`, type, COLUMN_TYPES);
  return given;
}
