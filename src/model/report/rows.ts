import { isUint8, type TypedArray } from '../../core/dtype.ts';
import { sizeOf } from '../../core/shape.ts';
import type { Table } from '../../preprocessing/table.ts';
import type { Bitmap } from '../../report/bitmap.ts';
import { figure, extentOf } from '../../report/numbers.ts';
import type { Shown } from '../../report/worst.ts';
import type { Rows } from '../data.ts';

/** How rows of the data are shown. */
export interface RowViews {
  readonly images: boolean;
  /** The names of a row's cells. */
  readonly columns: readonly string[];
  of(row: number): Pick<Shown, 'image' | 'cells'>;
}

/** Columns of a row that are shown. */
const MOST_COLUMNS = 24;
/** Numbers of a row that are shown if they have no names. */
const MOST_NUMBERS = 10;
const SIDES: readonly [number, number] = [4, 4096];

/** @param table  the rows as a table, if that is what was given */
export function viewsOf(table: Table | undefined, inputs: readonly Rows[]): RowViews {
  if (table !== undefined) {
    const columns = table.columns.slice(0, MOST_COLUMNS);
    return { images: false, columns: columns.map(({ name }) => name), of: (row) => ({ cells: columns.map((column) => column.cell(row)) }) };
  }
  const pictures = inputs.find(isImages);
  if (pictures !== undefined) return { images: true, columns: [], of: (row) => ({ image: imageOf(pictures, row) }) };
  const [first] = inputs;
  if (inputs.length > 1 || first === undefined || first.shape.length !== 2) return { images: false, columns: [], of: () => ({}) };
  const width = first.shape[1]!;
  const columns = Array.from({ length: Math.min(width, MOST_NUMBERS) }, (_, i) => `x${i}`);
  return { images: false, columns, of: (row) => ({ cells: columns.map((_, i) => figure(first.data[row * width + i]!)) }) };
}

/** Whether rows look like images: height, width, and perhaps 1, 3 or 4 channels. */
function isImages({ shape: [, height, width, channels = 1, ...more] }: Rows): boolean {
  const isSide = (size: number | undefined): boolean => size !== undefined && size >= SIDES[0] && size <= SIDES[1];
  return isSide(height) && isSide(width) && [1, 3, 4].includes(channels) && more.length === 0;
}

/** One of the images, in bytes: numbers from 0 to 1, from -1 to 1 or from 0 to 255 as they usually mean brightness, others between their
 *  ends. A fourth channel is left out. */
function imageOf({ data, shape }: Rows, row: number): Bitmap {
  const size = sizeOf(shape.slice(1));
  const values = data.subarray(row * size, (row + 1) * size);
  const [, height, width, channels = 1] = shape as [number, number, number, number?];
  const kept = channels === 1 ? 1 : 3;
  const brightness = scaleOf(values);
  const out = new Uint8Array(width * height * kept);
  for (let i = 0; i < out.length; i++) out[i] = brightness(values[Math.floor(i / kept) * channels + (i % kept)]!);
  return { width, height, channels: kept, data: out };
}

function scaleOf(values: TypedArray): (value: number) => number {
  if (isUint8(values)) return (v) => v;
  const [low, high] = extentOf(values) ?? [0, 1];
  const [from, to] = low >= 0 && high <= 1 ? [0, 1] : low >= -1 && high <= 1 ? [-1, 1] : low >= 0 && high <= 255 ? [0, 255] : [low, high];
  return (v) => Math.round((255 * (v - from)) / (to - from));
}
