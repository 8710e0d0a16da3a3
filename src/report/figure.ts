import { brief, html, type Markup, type Part } from './html.ts';

/** A table. Cells of the first column name their rows. */
export interface TableOf {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Part[])[];
  /** How many columns, from the first, hold texts (default 1). */
  readonly texts?: number;
}

/** A picture with what is said of it. */
export interface FigureOf {
  /** A name that no other figure of the page has. */
  readonly id: string;
  readonly title: string;
  readonly picture: Markup;
  /** What the lines are, if there are several. */
  readonly legend?: readonly Entry[];
  readonly note?: Part;
  /** The same in numbers. */
  readonly table?: TableOf;
  /** Whether it needs the whole width of the page. */
  readonly wide?: boolean;
}

export interface Entry {
  readonly name: string;
  /** The place of its colour. */
  readonly place: number;
  readonly dashed?: boolean;
}

const COLOURS = 8;

/** The class that gives a line or mark its colour. */
export const colour = (place: number): string => `c${place % COLOURS}`;

/** Whether a line is dashed, so that it is not told by its colour alone. */
export const dashes = ({ place, dashed = false }: Omit<Entry, 'name'>): boolean => dashed || Math.floor(place / COLOURS) % 2 === 1;

export function figureOf({ id, title, picture, legend = [], note, table, wide = false }: FigureOf): Markup {
  return html`<figure id="${id}"${wide ? html` class="wide"` : ''}><figcaption>${title}</figcaption>${
    legend.length > 0 ? html`<ul class="legend">${legend.map(entryOf)}</ul>` : ''
  }${picture}${note === undefined ? '' : html`<p class="note">${note}</p>`}${
    table === undefined ? '' : html`<details><summary>Numbers<span class="hidden"> of ${title}</span></summary>${
      tableOf(table, title)}</details>`
  }</figure>`;
}

const entryOf = (entry: Entry): Markup =>
  html`<li><svg class="key" viewBox="0 0 24 8" aria-hidden="true"><path class="line ${colour(entry.place)}${
    dashes(entry) ? ' dashed' : ''}" d="M1 4H23"/></svg>${entry.name}</li>`;

/** Characters of a text in a cell. */
const LONGEST = 120;
const cut = (cell: Part): Part => (typeof cell === 'string' ? brief(cell, LONGEST) : cell);

/** Rows of a table that are shown without scrolling. */
const WHOLE = 24;

/** A table that is scrolled where it is too wide or too long, by the keyboard, too. */
export const tableOf = ({ head, rows, texts = 1 }: TableOf, title: string): Markup => {
  const side = (column: number): Markup | '' => (column > 0 && column < texts ? html` class="text"` : '');
  return scrolled(
    html`<table><thead><tr>${head.map((name, i) => html`<th scope="col"${side(i)}>${cut(name)}</th>`)}</tr></thead><tbody>${rows.map(
      ([first, ...cells]) => html`<tr><th scope="row">${cut(first)}</th>${
        cells.map((cell, i) => html`<td${side(i + 1)}>${cut(cell)}</td>`)}</tr>`,
    )}</tbody></table>`,
    title,
    rows.length <= WHOLE ? 'whole' : '',
  );
};

export const scrolled = (inner: Markup, title: string, more = ''): Markup =>
  html`<div class="scroll ${more}" role="group" tabindex="0" aria-label="${title}">${inner}</div>`;
