import { listOf, PASS, type Pieces } from '../core/pieces.ts';
import { figureOf, scrolled, tableOf } from './figure.ts';
import { brief, html, type Markup } from './html.ts';
import { counted, figure } from './numbers.ts';
import { pictureOf } from './plot.ts';

/** A layer, or an input, in the order in which they are computed. */
export interface Node {
  readonly name: string;
  readonly kind: string;
  /** The shape of what it gives. */
  readonly shape: string;
  readonly params: number;
  /** The places of the nodes whose outputs it takes. */
  readonly from: readonly number[];
}

/** A place in a row of the picture: a node, or where a line passes by. */
interface Cell {
  readonly node: Node | undefined;
  /** The cells above that lead here. */
  readonly above: Cell[];
  x: number;
  y: number;
}

const ROW = 46;
const GAP = 28;
const BESIDE = 20;
const PASSING = 16;
const TIP = 6;
/** Boxes that are drawn at once. */
const DRAWN = 32;
/** The most cells that lines may pass. A network in which each layer takes from all before has as many as the square of its layers. */
const PASSED = 4096;

/** The row of each node: one below the last of those it takes from. */
function ranksOf(nodes: readonly Node[]): number[] {
  const ranks: number[] = [];
  for (const { from } of nodes) ranks.push(from.reduce((last, i) => Math.max(last, ranks[i]!), -1) + 1);
  return ranks;
}

/** How many rows a line may pass, so that there is room for all lines that pass no more. */
function reachOf(nodes: readonly Node[], ranks: readonly number[]): number {
  for (let reach = ranks.length; ; reach >>= 1) {
    const passed = ranks.map(() => 0);
    nodes.forEach(({ from }, i) => {
      for (const at of from) {
        const passes = ranks[i]! - ranks[at]! - 1;
        if (passes <= reach) passed[at] = Math.max(passed[at]!, passes);
      }
    });
    if (passed.reduce((sum, passes) => sum + passes, 0) <= PASSED) return reach;
  }
}

/** The rows of the picture, with a cell in each row that a line passes.
 *  @param reach  lines that pass more rows are left out */
function rowsOf(nodes: readonly Node[], rankOf: readonly number[], reach: number): Cell[][] {
  const rows: Cell[][] = [];
  const cells: Cell[] = [];
  const put = (node: Node | undefined, rank: number, above: Cell[]): Cell => {
    const cell: Cell = { node, above, x: 0, y: 0 };
    (rows[rank] ??= []).push(cell);
    return cell;
  };
  // Lines that leave one node and pass the same row are one line there.
  const passing = new Map<string, Cell>();
  nodes.forEach((node, i) => {
    const rank = rankOf[i]!;
    const drawn = [...new Set(node.from)].filter((from) => rank - rankOf[from]! - 1 <= reach);
    const above = drawn.map((from) => {
      let at = cells[from]!;
      for (let r = rankOf[from]! + 1; r < rank; r++) {
        const key = `${from} ${r}`;
        const known = passing.get(key) ?? put(undefined, r, [at]);
        passing.set(key, known);
        at = known;
      }
      return at;
    });
    cells[i] = put(node, rank, above);
  });
  return rows;
}

/** Puts cells side by side, each row in the order of what is above it.
 *  @returns the width of all, and of a box */
function place(rows: readonly Cell[][]): { width: number; box: number } {
  const box = rows.every((row) => row.length === 1) ? 316 : 216;
  const widthOf = (cell: Cell): number => (cell.node === undefined ? PASSING : box);
  const widths = rows.map((row) => row.reduce((sum, cell) => sum + widthOf(cell) + BESIDE, -BESIDE));
  const width = Math.max(...widths);
  rows.forEach((row, r) => {
    const middle = (cell: Cell): number => cell.above.reduce((sum, { x }) => sum + x, 0) / cell.above.length;
    if (row.every(({ above }) => above.length > 0)) row.sort((a, b) => middle(a) - middle(b));
    let x = (width - widths[r]!) / 2;
    for (const cell of row) {
      cell.x = x + widthOf(cell) / 2;
      cell.y = r * (ROW + GAP);
      x += widthOf(cell) + BESIDE;
    }
  });
  return { width, box };
}

const at = (value: number): string => value.toFixed(1);

function lineBetween(from: Cell, to: Cell): Markup {
  const [y0, y1] = [from.y + ROW, to.y - (to.node === undefined ? 0 : TIP)];
  const tip = to.node === undefined ? '' : html`<path class="tip" d="M${at(to.x - 4)} ${to.y - TIP - 1}h8l-4 ${TIP}z"/>`;
  const through = to.node === undefined ? `V${to.y + ROW}` : '';
  const half = (y0 + y1) / 2;
  return html`<path class="edge" d="M${at(from.x)} ${y0}C${at(from.x)} ${half} ${at(to.x)} ${half} ${at(to.x)} ${y1}${through}"/>${tip}`;
}

function boxOf({ node, x, y }: Cell, box: number): Markup {
  if (node === undefined) return html``;
  const letters = Math.floor(box / 9);
  const [left, right] = [x - box / 2, x + box / 2];
  const params = node.params === 0 ? '' : figure(node.params);
  return html`<g><title>${node.name}, ${node.kind}, ${node.shape}, ${counted(node.params, 'parameter')}</title><rect class="box" x="${
    at(left)}" y="${y}" width="${box}" height="${ROW}" rx="8"/><text class="mid strong" x="${at(left + 12)}" y="${y + 19}">${
    brief(node.name, letters - params.length + 4)}</text><text class="end" x="${at(right - 12)}" y="${y + 19}">${params}</text><text x="${
    at(left + 12)}" y="${y + 36}">${brief(node.kind, letters - 4)}</text><text class="end" x="${at(right - 12)}" y="${y + 36}">${
    brief(node.shape, letters)}</text></g>`;
}

/** The network as boxes and lines, from the inputs down, and its layers as a table, in pieces. */
export function* networkFigures(nodes: readonly Node[]): Pieces<Markup[]> {
  const ranks = ranksOf(nodes);
  const reach = reachOf(nodes, ranks);
  yield PASS;
  const rows = rowsOf(nodes, ranks, reach);
  yield PASS;
  const { width, box } = place(rows);
  yield PASS;
  const height = rows.length * (ROW + GAP) - GAP;
  const title = 'The network';
  const cells = rows.flat();
  const description = nodes.map(({ name, kind, from }) =>
    `${name} (${kind})${from.length === 0 ? '' : ` takes ${from.map((i) => nodes[i]!.name).join(' and ')}`}`).join('; ');
  const lines = yield* listOf(cells.length, (i) => html`${cells[i]!.above.map((above) => lineBetween(above, cells[i]!))}`, DRAWN);
  const boxes = yield* listOf(cells.length, (i) => boxOf(cells[i]!, box), DRAWN);
  const inner = html`<g transform="translate(1 1)">${lines}${boxes}</g>`;
  const svg = pictureOf({ id: 'network', title, description: `${description}.` }, width + 2, height + 2, inner);
  const drawn = html`<div class="drawn" style="min-width:${Math.min(width, Math.max(300, 0.85 * width)).toFixed(0)}px;max-width:${
    (1.15 * width).toFixed(0)}px">${svg}</div>`;
  const table = {
    head: ['layer', 'kind', 'output', 'parameters'], texts: 2,
    rows: nodes.map(({ name, kind, shape, params }) => [name, kind, shape, figure(params)]),
  };
  const wide = width > 560;
  yield PASS;
  return [
    figureOf({
      id: 'drawn', title: 'From inputs to outputs', picture: scrolled(drawn, title, 'tall'), wide,
      note: 'Each box: name and parameters, kind and shape of the output; * is the number of rows.' +
        (reach < ranks.length ? ` Lines that pass more than ${reach} rows are left out.` : ''),
    }),
    figureOf({ id: 'parts', title: 'Layer by layer', picture: tableOf(table, 'Layer by layer'), wide }),
  ];
}
