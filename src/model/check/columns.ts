import type { Pieces } from '../../core/pieces.ts';
import { sizeOf } from '../../core/shape.ts';
import { sliceRows, type Rows } from '../data.ts';
import { brief, some, type Issue } from './issue.ts';

/** Mean or standard deviation above which a column counts as unscaled: layers begin with weights for values of a size near 1. */
const LARGE = 10;
/** Largest absolute value below which a column that varies counts as unscaled. */
const SMALL = 1e-3;
/** With fewer rows, whole numbers that are all different may well be measurements. */
const IDENTIFIERS = 20;
/** Part of the rows from which on duplicates are told. */
const DUPLICATES = 0.05;
/** The most values that are looked at: those of the first rows, if there are more. */
const LOOKED_AT = 1 << 22;
/** Rows that are looked at in one go, and what a value costs, in bytes that are read meanwhile. */
const TOGETHER = 1 << 14;
const COST = 128;
const TEXT = 256;
/** Correlation from which on a column gives the target. */
const SAME = 0.99999;

/** What is known of a column. */
interface Column {
  readonly number: number;
  readonly mean: number;
  readonly std: number;
  readonly largest: number;
  /** Whether its values are whole numbers, in order; and such with hardly a gap, if they are all different. */
  readonly rising: boolean;
  readonly dense: boolean;
  /** The correlation with the target; NaN if one of them is constant. */
  readonly correlation: number;
}

/** Looks at inputs. Rows of numbers are judged column by column; images and sequences as a whole.
 *  @param scaled  whether the network itself scales them
 *  @param target  a number for each row, if there is a single target */
export function* inputIssues(name: string, all: Rows, scaled: boolean, target: ArrayLike<number> | undefined): Pieces<Issue[]> {
  const { rows, columns, tabular, count, width } = yield* lookedAt(all, target);
  const constant = columns.filter((c) => c.std === 0);
  const issues: Issue[] = scaled ? [] : unscaled(name, columns, tabular);
  if (tabular && count > 1 && constant.length > 0) {
    issues.push({
      code: 'CONSTANT_COLUMNS', severity: 'hint',
      message:
        `${name}: the same value is in every row of column ${some(constant.map((c) => c.number))}. Nothing can be learned from it: ` +
          'leave it out.',
    });
  }
  for (const { number, rising, dense } of tabular && count >= IDENTIFIERS ? columns : []) {
    if (!rising && !(dense && (yield* allDiffer(rows, number, width)))) continue;
    issues.push({
      code: 'IDENTIFIER_COLUMN', severity: 'warning',
      message:
        `column ${number} of ${name} numbers the rows: its values are whole and all different. An identifier tells nothing of new ` +
          'rows: leave it out.',
    });
  }
  for (const { number } of columns.filter((c) => width > 1 && count >= IDENTIFIERS && Math.abs(c.correlation) > SAME)) {
    issues.push({
      code: 'TARGET_IN_INPUTS', severity: 'hint',
      message:
        `column ${number} of ${name} gives the target but for a factor and an offset. If it is not known for new rows, leave it ` +
          'out.',
    });
  }
  return [...issues, ...(yield* duplicates(name, rows))];
}

/** Looks only at whether inputs are scaled, which takes far less time. */
export function* scaleIssues(name: string, all: Rows): Pieces<Issue[]> {
  const { columns, tabular } = yield* lookedAt(all, undefined);
  return unscaled(name, columns, tabular);
}

/** What the rows that are looked at hold. */
function* lookedAt(
  all: Rows, target: ArrayLike<number> | undefined,
): Pieces<{ rows: Rows; columns: readonly Column[]; tabular: boolean; count: number; width: number }> {
  const each = sizeOf(all.shape.slice(1));
  const rows = sliceRows(all, 0, Math.max(1, Math.min(all.shape[0]!, Math.floor(LOOKED_AT / each))));
  const tabular = rows.shape.length === 2;
  const width = tabular ? rows.shape[1]! : 1;
  const columns: Column[] = [];
  for (let i = 0; i < width; i++) columns.push(yield* columnOf(rows, i, width, tabular ? target : undefined));
  return { rows, columns, tabular, count: rows.shape[0]!, width };
}

function unscaled(name: string, columns: readonly Column[], tabular: boolean): Issue[] {
  const found = columns.filter((c) => c.std > 0 && (Math.abs(c.mean) > LARGE || c.std > LARGE || c.largest < SMALL));
  if (found.length === 0) return [];
  const worst = found.toSorted((a, b) => b.largest - a.largest)[0]!;
  const which = tabular ? `column ${worst.number} of ${name}` : name;
  const rest = found.filter((c) => c !== worst).map((c) => c.number);
  const others = rest.length === 0 ? '' : `, and others are like it (${rest.length === 1 ? 'column' : 'columns'} ${some(rest)})`;
  return [{
    code: 'UNSCALED_INPUTS', severity: 'warning',
    message:
      `${which} has mean ${brief(worst.mean)} and standard deviation ${brief(worst.std)}${others}: inputs are not scaled, and training ` +
      'works best on values of a size near 1. Put layers.normalization or layers.rescaling first, or scale the data.',
  }];
}

/** Rows [from, to) that are looked at in one go. */
function* stretches(rows: number): Generator<[from: number, to: number]> {
  for (let from = 0; from < rows; from += TOGETHER) yield [from, Math.min(rows, from + TOGETHER)];
}

function* columnOf({ data, shape }: Rows, number: number, width: number, target: ArrayLike<number> | undefined): Pieces<Column> {
  const count = width === 1 ? data.length : shape[0]!;
  let [sum, targets, least, most, largest] = [0, 0, Infinity, -Infinity, 0];
  let whole = true;
  let rising = true;
  for (const [from, to] of stretches(count)) {
    for (let i = from; i < to; i++) {
      const v = data[i * width + number]!;
      sum += v;
      if (target !== undefined) targets += target[i]!;
      whole &&= Number.isInteger(v);
      rising &&= i === 0 || v > data[(i - 1) * width + number]!;
      least = Math.min(least, v);
      most = Math.max(most, v);
      largest = Math.max(largest, Math.abs(v));
    }
    yield COST * (to - from);
  }
  const [mean, middle] = [sum / count, targets / count];
  let [squares, products, ofTarget] = [0, 0, 0];
  for (const [from, to] of stretches(count)) {
    for (let i = from; i < to; i++) {
      const d = data[i * width + number]! - mean;
      squares += d * d;
      if (target === undefined) continue;
      products += d * (target[i]! - middle);
      ofTarget += (target[i]! - middle) ** 2;
    }
    yield COST * (to - from);
  }
  // Rounding leaves a small rest of a constant.
  const std = least === most ? 0 : Math.sqrt(squares / count);
  const dense = whole && most - least < 1.1 * count;
  return { number, mean, std, largest, rising: whole && rising, dense, correlation: products / Math.sqrt(squares * ofTarget) };
}

/** Whether no two values of a column are the same. */
function* allDiffer({ data, shape }: Rows, number: number, width: number): Pieces<boolean> {
  const seen = new Set<number>();
  for (const [from, to] of stretches(shape[0]!)) {
    for (let i = from; i < to; i++) seen.add(data[i * width + number]!);
    if (seen.size < to) return false;
    yield TEXT * (to - from);
  }
  return true;
}

function* duplicates(name: string, { data, shape }: Rows): Pieces<Issue[]> {
  const count = shape[0]!;
  const width = sizeOf(shape.slice(1));
  if (count < IDENTIFIERS || width < 2) return [];
  const seen = new Set<string>();
  for (let i = 0; i < count; i++) {
    seen.add(data.subarray(i * width, (i + 1) * width).join());
    yield TEXT * width;
  }
  const same = count - seen.size;
  if (same < DUPLICATES * count) return [];
  return [{
    code: 'DUPLICATE_ROWS', severity: 'hint',
    message:
      `${name}: ${same} of ${count} rows are the same as another. If copies come into both training and validation, figures of ` +
      'validation are too good: remove them before rows are divided.',
  }];
}
