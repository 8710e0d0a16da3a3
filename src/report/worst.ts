import { forEach, type Pieces } from '../core/pieces.ts';
import { addressOf, type Bitmap } from './bitmap.ts';
import { figureOf, tableOf } from './figure.ts';
import { brief, html, type Markup } from './html.ts';

/** A row of the data, and what the model made of it. */
export interface Shown {
  /** Counted from 0. */
  readonly row: number;
  readonly predicted: string;
  readonly truth: string;
  readonly error: string;
  readonly image?: Bitmap;
  /** The values of its columns. */
  readonly cells?: readonly string[];
}

/** Rows or images that are shown. */
export const WORST_ROWS = 15;
export const WORST_IMAGES = 24;
/** Characters of a cell. */
const LONGEST = 40;

/** The rows with the largest errors, the largest first, and of equals the first. */
export function* largest(errors: ArrayLike<number>, most: number): Pieces<number[]> {
  const rows: number[] = [];
  yield* forEach(errors.length, (row) => {
    if (rows.length === most && !(errors[row]! > errors[rows.at(-1)!]!)) return;
    const place = rows.findIndex((other) => errors[row]! > errors[other]!);
    rows.splice(place < 0 ? rows.length : place, 0, row);
    if (rows.length > most) rows.pop();
  });
  return rows;
}

/** @param columns  the names of the cells
 *  @param measure  what the error is
 *  @param order  what stands first by it, if that needs words */
export function worstOf(id: string, rows: readonly Shown[], columns: readonly string[], measure: string, order = ''): Markup {
  const title = rows.some(({ image }) => image !== undefined) ? 'Images most wrong' : 'Rows most wrong';
  const note = `The largest ${measure} first${order}. Rows count from 0.`;
  if (rows.some(({ image }) => image !== undefined))
    return figureOf({ id, title, note, wide: true, picture: html`<ol class="wrong">${rows.map(imageOf)}</ol>` });
  const table = {
    head: ['row', 'true', 'predicted', measure, ...columns],
    rows: rows.map(({ row, truth, predicted, error, cells = [] }) => [
      row, ...[truth, predicted, error, ...cells].map((cell) => brief(cell, LONGEST)),
    ]),
  };
  return figureOf({ id, title, note, wide: true, picture: tableOf(table, title) });
}

const imageOf = ({ row, truth, predicted, image }: Shown): Markup =>
  html`<li>${image && html`<img alt="row ${row}" width="${image.width}" height="${image.height}" src="${addressOf(image)}">`}<strong>${
    predicted}</strong><br>is ${truth}<br><span class="soft">row ${row}</span></li>`;
