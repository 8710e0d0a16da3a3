import { figureOf, scrolled } from './figure.ts';
import { html, type Markup } from './html.ts';
import { counted, figure, percent } from './numbers.ts';

/** What one instruction of a step takes. */
export interface Instruction {
  readonly kernel: string;
  readonly microseconds: number;
  readonly flops: number;
  readonly bytes: number;
}

/** Kernels with a line of their own. */
const MOST = 12;

/** Time, operations and bytes by kernel, the slowest first; those behind the first few together. */
export function byKernel(rows: readonly Instruction[]): (Instruction & { readonly count: number })[] {
  const kernels = new Map<string, Instruction & { readonly count: number }>();
  for (const row of rows) kernels.set(row.kernel, added(kernels.get(row.kernel), { ...row, count: 1 }));
  const sorted = [...kernels.values()].toSorted((a, b) => b.microseconds - a.microseconds);
  if (sorted.length <= MOST) return sorted;
  const others = sorted.slice(MOST - 1);
  return [
    ...sorted.slice(0, MOST - 1),
    others.reduce<(typeof sorted)[number]>((sum, row) => added(sum, row), {
      kernel: `${others.length} others`, count: 0, microseconds: 0, flops: 0, bytes: 0,
    }),
  ];
}

const added = <T extends Instruction & { readonly count: number }>(sum: T | undefined, row: T): T =>
  sum === undefined ? row : {
    ...sum, count: sum.count + row.count, microseconds: sum.microseconds + row.microseconds, flops: sum.flops + row.flops,
    bytes: sum.bytes + row.bytes,
  };

/** Where the time of a step goes, a bar for each kernel. */
export function machineFigure(rows: readonly Instruction[]): Markup {
  const kernels = byKernel(rows);
  const total = kernels.reduce((sum, { microseconds }) => sum + microseconds, 0);
  const title = 'Time by kernel';
  const rate = (amount: number, microseconds: number): string =>
    microseconds === 0 || amount === 0 ? '–' : figure(amount / microseconds / 1000);
  const head = ['µs', 'calls', 'GFLOP/s', 'GB/s'].map((name) => html`<th scope="col">${name}</th>`);
  const table = html`<table><thead><tr><th scope="col">kernel</th><th scope="col" class="text">share</th>${head}</tr></thead><tbody>${
    kernels.map(({ kernel, count, microseconds, flops, bytes }) => {
      const share = total === 0 ? 0 : microseconds / total;
      const bar = html`<span class="meter"><i style="width:${(100 * share).toFixed(1)}%"></i></span>`;
      const cells = [microseconds.toFixed(1), figure(count), rate(flops, microseconds), rate(bytes, microseconds)];
      return html`<tr><th scope="row">${kernel}</th><td class="text nowrap">${bar} ${percent(share)}</td>${
        cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;
    })}</tbody></table>`;
  const note = `Medians, in microseconds, of ${counted(rows.length, 'instruction')}.`;
  return figureOf({ id: 'time', title, picture: scrolled(table, title, 'whole'), note, wide: true });
}
