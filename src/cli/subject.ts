import { FormatError, show } from '../core/errors.ts';
import { sameShape, showShape, sizeOf } from '../core/shape.ts';
import { applyPreparation } from '../data/apply-preparation.ts';
import { inputWidth, type Preparation, type Target } from '../data/preparation.ts';
import { parsePreparation } from '../data/stored-preparation.ts';
import type { Table } from '../data/table.ts';
import type { LabelledImages } from '../formats/idx-folder.ts';

/** What must be known about the training data to use a model. It is stored in the model's metadata. */
export type Subject = TableSubject | ImageSubject;

export interface TableSubject {
  readonly kind: 'table';
  readonly target: Target;
  readonly preparation: Preparation;
}

export interface ImageSubject {
  readonly kind: 'images';
  readonly target: Extract<Target, { task: 'classification' }>;
  readonly imageShape: readonly number[];
}

/** Rows in the form that a model takes. */
export interface Rows {
  readonly x: { readonly data: Float32Array | Uint8Array; readonly shape: number[] };
  readonly y: { readonly data: Float32Array | Int32Array; readonly shape: number[] };
}

const PREPARATION = 'preparation';
const IMAGES = 'images';

export function tableSubject(preparation: Preparation): TableSubject {
  return { kind: 'table', target: preparation.target, preparation };
}

export function imageSubject(imageShape: readonly number[], classes: number): ImageSubject {
  const labels = Array.from({ length: classes }, (_, i) => `${i}`);
  return { kind: 'images', target: { task: 'classification', name: 'label', index: 0, labels, numeric: true }, imageShape };
}

/** The shape of the inputs of one row. */
export function inputShapeOf(subject: Subject): number[] {
  return subject.kind === 'table' ? [inputWidth(subject.preparation)] : [...subject.imageShape];
}

export function metadataOf(subject: Subject): Record<string, string> {
  return subject.kind === 'table'
    ? { [PREPARATION]: JSON.stringify(subject.preparation) }
    : { [IMAGES]: JSON.stringify({ shape: subject.imageShape, classes: subject.target.labels.length }) };
}

/** The subject from a model's metadata; undefined if the model was not made by this command.
 *  @throws {FormatError} if the metadata is damaged */
export function subjectOf(metadata: Readonly<Record<string, string>>): Subject | undefined {
  const preparation = metadata[PREPARATION];
  if (preparation !== undefined) return tableSubject(parsePreparation(preparation));
  const images = metadata[IMAGES];
  if (images === undefined) return undefined;
  const { shape, classes } = parseImages(images);
  return imageSubject(shape, classes);
}

/** If a model's metadata has more classes or pixels than this, the file is damaged. */
const MAX_CLASSES = 1e6;
const MAX_PIXELS = 2 ** 28;

function parseImages(json: string): { shape: number[]; classes: number } {
  let stored: { shape?: unknown; classes?: unknown } | null;
  try {
    stored = JSON.parse(json) as typeof stored;
  } catch (cause) {
    throw new FormatError(`images: expected JSON, received ${show(json)}. The model file is damaged.`, { cause });
  }
  const { shape, classes } = stored ?? {};
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

/** The prepared rows of a table with their targets. */
export function tableRows(
  preparation: Preparation,
  table: Table,
): Rows & { readonly dropped: number; readonly unseen: Readonly<Record<string, number>> } {
  const { x, shape, y, dropped, unseen } = applyPreparation(preparation, table, true);
  const regression = preparation.target.task === 'regression';
  return { x: { data: x, shape: [...shape] }, y: { data: y!, shape: regression ? [y!.length, 1] : [y!.length] }, dropped, unseen };
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
  if (!(x.data instanceof Uint8Array)) {
    throw new FormatError('expected images of unsigned bytes, 0 to 255, received other numbers. Convert them.');
  }
  return { x: { data: x.data, shape: [...x.shape] }, y: { data: y.data, shape: [y.data.length] } };
}

/** Selects rows, in the given order. */
export function pickRows({ x, y }: Rows, rows: Int32Array): Rows {
  return { x: pick(x, rows), y: pick(y, rows) };
}

function pick<T extends Float32Array | Uint8Array | Int32Array>(
  { data, shape }: { readonly data: T; readonly shape: readonly number[] },
  rows: Int32Array,
): { data: T; shape: number[] } {
  const size = sizeOf(shape.slice(1));
  const picked = data.slice(0, 0).constructor as new (length: number) => T;
  const out = new picked(rows.length * size);
  rows.forEach((row, i) => out.set(data.subarray(row * size, (row + 1) * size), i * size));
  return { data: out, shape: [rows.length, ...shape.slice(1)] };
}
