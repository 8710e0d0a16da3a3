import { isUint8 } from '../core/dtype.ts';
import { FormatError, show } from '../core/errors.ts';
import { sameShape, showShape, sizeOf } from '../core/shape.ts';
import type { LabelledImages } from '../formats/idx-folder.ts';
import type { Sequential } from '../index.ts';
import { LabelEncoding } from '../layers/label-encoding.ts';
import { TableEncoding } from '../layers/table-encoding.ts';
import { TargetNormalization } from '../layers/target-normalization.ts';
import { widthOf } from '../preprocessing/column-features.ts';
import type { Column, Table } from '../preprocessing/table.ts';
import { divideColumns, targetLayer, targetOfLayer, type Target } from './target.ts';

/** What a model is about: its first layer, its target, and where the target stands in tables. */
export type Subject = TableSubject | ImageSubject;

export interface TableSubject {
  readonly kind: 'table';
  readonly target: Target;
  /** The first layer of its networks. */
  readonly encoding: TableEncoding;
}

export interface ImageSubject {
  readonly kind: 'images';
  readonly target: Extract<Target, { task: 'classification' }>;
  readonly imageShape: readonly number[];
}

/** Rows as a model takes them. */
export interface Rows {
  readonly x: Table | { readonly data: Uint8Array; readonly shape: number[] };
  readonly y: Column | { readonly data: Int32Array; readonly shape: number[] };
  readonly count: number;
}

/** Rows of a table. */
export interface TableRows extends Rows {
  /** The number of rows that were left out because they have no target. */
  readonly dropped: number;
  /** For each column the number of values of a kind that the training rows did not have. */
  readonly unseen: Readonly<Record<string, number>>;
}

const TARGET = 'target';
const IMAGES = 'images';

export function imageSubject(imageShape: readonly number[], classes: number): ImageSubject {
  const labels = Array.from({ length: classes }, (_, i) => `${i}`);
  return { kind: 'images', target: { task: 'classification', name: 'label', index: 0, labels, numeric: true }, imageShape };
}

/** The shape of the inputs of one row, behind the layer that reads a table. */
export function inputShapeOf(subject: Subject): number[] {
  return subject.kind === 'table' ? [widthOf(subject.encoding.columns)] : [...subject.imageShape];
}

/** What a model's file keeps of the subject besides its layers. */
export function metadataOf(subject: Subject): Record<string, string> {
  const { name, index } = subject.target;
  return subject.kind === 'table'
    ? { [TARGET]: JSON.stringify({ name, index }) }
    : { [IMAGES]: JSON.stringify({ shape: subject.imageShape, classes: subject.target.labels.length }) };
}

/** The subject of a model; undefined if the model was not made by this command.
 *  @throws {FormatError} if the metadata is damaged */
export function subjectOf({ metadata, layers, targets }: Sequential): Subject | undefined {
  const [encoding] = layers;
  const [layer] = targets;
  const place = metadata[TARGET];
  if (place !== undefined && encoding instanceof TableEncoding && (layer instanceof LabelEncoding || layer instanceof TargetNormalization))
    return { kind: 'table', encoding, target: targetOfLayer(layer, parsePlace(place, encoding.columns.length)) };
  const images = metadata[IMAGES];
  if (images === undefined) return undefined;
  const { shape, classes } = parseImages(images);
  return imageSubject(shape, classes);
}

function parse(entry: string, json: string): Record<string, unknown> {
  try {
    return (JSON.parse(json) ?? {}) as Record<string, unknown>;
  } catch (cause) {
    throw new FormatError(`${entry}: expected JSON, received ${show(json)}. The model file is damaged.`, { cause });
  }
}

/** @param columns  the number of columns besides the target */
function parsePlace(json: string, columns: number): { name: string; index: number } {
  const { name, index } = parse(TARGET, json);
  if (typeof name === 'string' && Number.isInteger(index) && (index as number) >= 0 && (index as number) <= columns)
    return { name, index: index as number };
  throw new FormatError(`target: expected the name and the index of a column, received ${show(json)}. The model file is damaged.`);
}

/** If a model's metadata has more classes or pixels than this, the file is damaged. */
const MAX_CLASSES = 1e6;
const MAX_PIXELS = 2 ** 28;

function parseImages(json: string): { shape: number[]; classes: number } {
  const { shape, classes } = parse(IMAGES, json);
  const isCount = (value: unknown, most: number): boolean => Number.isInteger(value) && (value as number) > 0 && (value as number) <= most;
  if (
    !Array.isArray(shape) ||
    !shape.every((d) => isCount(d, MAX_PIXELS)) ||
    sizeOf(shape as number[]) > MAX_PIXELS ||
    !isCount(classes, MAX_CLASSES)
  ) {
    throw new FormatError(`images: expected a shape and a number of classes, received ${show(json)}. The model file is damaged.`);
  }
  return { shape: shape as number[], classes: classes as number };
}

/** The rows of a table that have a target.
 *  @throws {DataError} on values that do not fit, before any work with the rows begins */
export function tableRows({ target, encoding }: TableSubject, table: Table): TableRows {
  const { name } = divideColumns(target, encoding.columns, table, true).y!;
  const present = table.dropMissing(name);
  const [x, y] = [present.without(name), present.column(name)];
  targetLayer(target).encode(y);
  return { x, y, count: present.rows, dropped: table.rows - present.rows, unseen: encoding.unseen(x) };
}

/** Images with their labels, checked against the model's subject.
 *  @throws {FormatError} if the size or the labels do not fit */
export function imageRows(subject: ImageSubject, { x, y }: LabelledImages): Rows {
  const shape = x.shape.slice(1);
  if (!sameShape(shape, subject.imageShape)) {
    throw new FormatError(`expected images of ${showShape(subject.imageShape)}, received ${showShape(shape)}.`);
  }
  const classes = subject.target.labels.length;
  const largest = y.data.reduce((most, label) => Math.max(most, label), 0);
  if (largest >= classes) throw new FormatError(`expected labels from 0 to ${classes - 1}, received ${largest}.`);
  if (!isUint8(x.data)) {
    throw new FormatError('expected images of unsigned bytes, 0 to 255, received other numbers. Convert them.');
  }
  return { x: { data: x.data, shape: [...x.shape] }, y: { data: y.data, shape: [y.data.length] }, count: y.data.length };
}

/** Selects rows, in the given order. */
export function pickRows({ x, y }: Rows, rows: Int32Array): Rows {
  return {
    x: 'data' in x ? pick(x, rows) : x.select(rows),
    y: 'data' in y ? pick(y, rows) : y.select(rows),
    count: rows.length,
  };
}

function pick<T extends Uint8Array | Int32Array>(
  { data, shape }: { readonly data: T; readonly shape: readonly number[] },
  rows: Int32Array,
): { data: T; shape: number[] } {
  const size = sizeOf(shape.slice(1));
  const picked = data.slice(0, 0).constructor as new (length: number) => T;
  const out = new picked(rows.length * size);
  rows.forEach((row, i) => out.set(data.subarray(row * size, (row + 1) * size), i * size));
  return { data: out, shape: [rows.length, ...shape.slice(1)] };
}
