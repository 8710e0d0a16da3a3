/** `myelin train --report`: the page says what the command says. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { partOf, rowsOf, tileOf } from '../report/page.ts';
import { runMyelin, shapesCsv } from './myelin.ts';

const folder = mkdtempSync(join(tmpdir(), 'myelin-report-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'shapes.csv'), shapesCsv(120));

const train = async (...more: readonly string[]) => {
  const args = ['train', 'shapes.csv', '--layers', '8', '--epochs', '4', '--json', '--overwrite', '--report', 'page.html', ...more];
  const { code, stdout, stderr } = await runMyelin(folder, args);
  expect(stderr).not.toContain('    at ');
  const told = stdout === '' ? undefined : (JSON.parse(stdout) as Told);
  return { code, stderr, told, page: () => readFileSync(join(folder, 'page.html'), 'utf8') };
};

interface Told {
  readonly validation?: { readonly rows: number; readonly accuracy: number; readonly confusion: number[][]; readonly rmse: number };
}

test('of a classification: confusion and accuracy of the rows held out, labels, columns', async () => {
  const { told, page } = await train();
  const { rows, accuracy, confusion } = told!.validation!;
  const shown = page();
  expect(shown).toContain('<h1>class, learnt from shapes.csv</h1>');
  expect(shown).toContain(`judged on ${rows} rows: rows that were held out.`);
  expect(tileOf(shown, 'Accuracy')).toBe(`${(100 * accuracy).toFixed(1)} %`);
  expect(rowsOf(partOf(shown, 'confusion')).slice(2)).toEqual(['large', 'small'].map((label, i) => [label, ...confusion[i]!.map(String)]));
  expect(rowsOf(partOf(shown, 'columns')).map(([name]) => name)).toEqual(['column', 'a', 'b', 'color', 'size', 'class (target)']);
  expect(tileOf(shown, 'Epochs')).toBe('4');
});

test('of a regression, of rows that were learnt, and with a model of its own name', async () => {
  const { told, page } = await train('--target', 'size', '--validation-split', '0', '--out', 'size.safetensors');
  expect(told!.validation).toBeUndefined();
  expect(page()).toContain('judged on 120 rows: the rows that were learnt.');
  expect(page()).toContain('Residuals');
});

test('a page that cannot be written, or has no model, is refused before training', async () => {
  const nowhere = await train('--report', 'no/where.html');
  expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringMatching(/^myelin: no: there is no such file or folder/)]);
  const folds = await train('--folds', '3');
  expect([folds.code, folds.stderr]).toEqual([2, expect.stringContaining('--report draws a model, and --folds trains none')]);
  const args = ['train', 'shapes.csv', '--out', 'other.safetensors', '--report', 'page.html'];
  const { code, stderr } = await runMyelin(folder, args);
  expect([code, stderr]).toEqual([2, expect.stringContaining('page.html: there is such a file already')]);
});
