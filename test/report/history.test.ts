/** The page of a training: which numbers it tells, how names are written into it, and how large it is. */
import { expect, test } from 'vitest';
import { callbacks, compareHistories, layers, sequential, tensor, type Callback, type History } from '../../src/api.ts';
import { pointsOf } from '../../src/report/curves.ts';
import { brief, html } from '../../src/report/html.ts';
import { extentOf, figure, linear, logarithmic } from '../../src/report/numbers.ts';
import { lineOf } from '../../src/report/plot.ts';
import { partOf, rowsOf } from './page.ts';

const runOf = (history: Record<string, number[]>) => ({ epoch: Object.values(history)[0]!.map((_, i) => i), history });

const trained = async (options: object = {}, more: readonly Callback[] = []): Promise<History> => {
  const net = sequential([layers.dense({ units: 1, inputShape: [1] })], { seed: 1 });
  net.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['mae', 'r2Score'] });
  const [x, y] = [tensor([[1], [2], [3], [4]]), tensor([[2], [4], [6], [8]])];
  return net.fit(x, y, { epochs: 6, validationData: [x, y], verbose: 0, callbacks: more, ...options });
};

test('a fit tells its best epoch as earlyStopping finds it, by any figure', async () => {
  const stopping = callbacks.earlyStopping({ monitor: 'valLoss', patience: 6 });
  const history = await trained({}, [stopping]);
  const page = history.toHTML();
  const best = stopping.bestEpoch + 1;
  expect(page).toContain(`By valLoss, epoch ${best} was the best, with ${figure(stopping.best!)}.`);
  expect(page).toContain(`best: ${best}</text>`);
  expect(rowsOf(page)).toContainEqual([`${best} (best)`, figure(history.history['loss']![best - 1]!), figure(stopping.best!)]);
  const largest = history.history['valR2Score']!.indexOf(Math.max(...history.history['valR2Score']!)) + 1;
  expect(history.toHTML({ monitor: 'valR2Score' })).toContain(`By valR2Score, epoch ${largest} was the best`);
  expect(history.toHTML({ monitor: 'valR2Score', mode: 'min', title: 'Two <b>' })).toContain('<title>Two &lt;b&gt;</title>');
});

test('figures of a validation stand at the epochs after which it was made', async () => {
  const history = await trained({ epochs: 5, validationFreq: 2 });
  expect(history.history['valLoss']).toHaveLength(2);
  expect(pointsOf(history, 'valLoss').map(([x]) => x)).toEqual([2, 4]);
  expect(pointsOf(history, 'loss').map(([x]) => x)).toEqual([1, 2, 3, 4, 5]);
  // What JSON keeps does not tell: values are spread, the last one at the end.
  expect(pointsOf({ epoch: [0, 1, 2, 3, 4, 5], history: { valLoss: [3, 2] } }, 'valLoss')).toEqual([[3, 3], [6, 2]]);
  expect(history.toHTML()).toContain('<title>Training</title>');
});

test('a page is a document of its own: it loads nothing, runs nothing, and says what it shows', async () => {
  const page = (await trained()).toHTML();
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(page).not.toMatch(/https?:|\ssrc=|<script|@import|url\(/);
  expect(page).toContain("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"");
  for (const [, id] of page.matchAll(/<svg[^>]*role="img" aria-labelledby="(\S+)-t \S+-d"/g)) {
    expect(page).toContain(`<title id="${id}-t">`);
    expect(page).toContain(`<desc id="${id}-d">`);
  }
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('names are text in it, whatever characters they have', () => {
  const name = `<img onerror="x">'&\u0000\u001b[31m\u202e\ud800\r\n`;
  expect(html`${name}`.text).toBe('&lt;img onerror=&quot;x&quot;&gt;&#39;&amp;��[31m�� ');
  expect(html`<p title="${name}">${html`<b>${1}</b>`}${[undefined, 'a']}</p>`.text).toContain('<b>1</b>a</p>');
  const page = compareHistories({ [name]: runOf({ loss: [2, 1], [name]: [1, 2] }), b: runOf({ loss: [1, 3] }) }, { title: name });
  expect(page).not.toContain('<img');
  // oxlint-disable-next-line no-control-regex
  expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  expect(page).not.toMatch(/\p{Cs}/u);
  expect(brief('😀😀😀😀', 3)).toBe('😀😀…');
});

test('several runs are compared by the best epoch of each', () => {
  const adam = runOf({ loss: [4, 2, 3], valLoss: [5, 4, 6] });
  const page = compareHistories({ adam, sgd: runOf({ loss: [4, 3], valLoss: [3, 3] }) });
  expect(rowsOf(page).slice(0, 3)).toEqual([
    ['run', 'epochs', 'by', 'best', 'in epoch', 'last loss'], ['adam', '3', 'valLoss', '4', '2', '3'],
    ['sgd', '2', 'valLoss', '3', '1', '3'],
  ]);
  // A dot stands at the best epoch of each run: of adam in the middle, of sgd at the left end.
  const dots = [...partOf(page, 'compared-1-figure').matchAll(/<path class="dots c(\d)" d="M([\d.]+) /g)];
  expect(dots.map(([, run, x]) => [run, Number(x)])).toEqual([['0', 187], ['1', 46]]);
  const byMetric = { a: runOf({ loss: [1, 2], f1: [0.1, 0.2] }), b: runOf({ loss: [1, 2], f1: [0.4, 0.2] }) };
  expect(rowsOf(compareHistories(byMetric, { monitor: 'f1', mode: 'max' })).slice(1, 3).map((row) => row[4])).toEqual(['2', '1']);
});

test('mistakes are named', async () => {
  const history = await trained();
  expect(() => history.toHTML({ monitor: 'valAcc' }))
    .toThrow(/toHTML: monitor must be a figure of the history, received 'valAcc'. It has: loss/);
  expect(() => history.toHTML({ mode: 'most' as never })).toThrow(/toHTML: mode must be one of auto, min, max, received 'most'/);
  expect(() => history.toHTML({ titel: '' } as never)).toThrow(/toHTML: unknown option 'titel'. Did you mean 'title'/);
  expect(() => compareHistories({ a: history })).toThrow(/two runs or more by their names/);
  expect(() => compareHistories({ a: history, b: { loss: [1] } as never }))
    .toThrow(/compareHistories: b: expected the history that fit returns/);
  expect(() => compareHistories({ a: history, b: { epoch: [], history: {} } })).toThrow(/b: the history has no epoch to draw/);
  const plain = { a: runOf({ loss: [1], f1: [1] }), b: runOf({ loss: [1], f1: [1] }) };
  expect(() => compareHistories(plain, { monitor: 'f1' })).toThrow(/a: whether 'f1' is to become smaller or larger is not known/);
});

test('1,000 epochs of eight figures take less than 2 MB, and a million points of a line no more than the screen has', () => {
  const wave = (n: number): number[] => Array.from({ length: n }, (_, i) => Math.exp(-i / n) + Math.sin(i) / 10);
  const figures = ['loss', 'accuracy', 'auc', 'mae'].flatMap((name) => [name, `val${name.charAt(0).toUpperCase()}${name.slice(1)}`]);
  const run = runOf(Object.fromEntries(figures.map((name) => [name, wave(1000)])));
  expect(compareHistories({ a: run, b: run, c: run }).length).toBeLessThan(2e6);
  const points = wave(1e6).map((y, x) => [x, y] as const);
  const places = { x: (v: number) => 46 + (282 * v) / 1e6, y: (v: number) => 200 * v };
  const { text } = lineOf({ name: '', place: 0, points }, places);
  expect(text.length).toBeLessThan(100_000);
  // Nothing of the line's reach is lost.
  const ys = [...text.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));
  expect(Math.max(...ys)).toBeCloseTo(200 * Math.max(...points.slice(0, 1000).map(([, y]) => y)), 1);
});

test('of a hundred thousand epochs those are drawn that are seen, and the best one is told', () => {
  const loss = Array.from({ length: 100_000 }, (_, i) => 2 + Math.sin(i) + (i === 77_777 ? -5 : 0));
  [loss[500], loss[501], loss[40_000], loss[41_000]] = [NaN, Infinity, -Infinity, 9];
  const run = runOf({ loss });
  const points = pointsOf(run, 'loss', 34_567);
  expect(points.length).toBeLessThanOrEqual(6 * 2048);
  for (const [x, y] of points) expect(y).toBe(loss[x - 1]);
  const epochs = points.map(([x]) => x);
  expect(epochs).toEqual([...new Set(epochs)].toSorted((a, b) => a - b));
  expect([epochs[0], epochs.at(-1)]).toEqual([1, 100_000]);
  for (const epoch of [502, 34_567, 40_001, 41_001, 77_778]) expect(epochs).toContain(epoch);
  expect(extentOf(points.map(([, y]) => y))).toEqual(extentOf(loss));
  const page = compareHistories({ a: run, b: run });
  expect(rowsOf(page)[1]!.slice(0, 5)).toEqual(['a', '100,000', 'loss', figure(loss[77_777]!), '77,778']);
  expect(rowsOf(page).find(([, values]) => values === '100,000 values')).toEqual(
    ['a', '100,000 values', figure(loss.at(-1)!), figure(loss[77_777]!), '9'],
  );
});

test('values that are not finite leave gaps, and are told', () => {
  const page = compareHistories({ a: runOf({ loss: [1, NaN, 2, Infinity] }), b: runOf({ loss: [NaN, NaN] }) });
  expect(rowsOf(page)[2]).toEqual(['b', '2', '', '', '', 'NaN']);
  expect(page).not.toMatch(/ d="[^"]*(NaN|Infinity)/);
});

test('numbers and axes are for readers', () => {
  expect([0, -1.5, 12345, 0.000123, 1234567, 0.12345, NaN, -Infinity, 2e9].map(figure))
    .toEqual(['0', '−1.5', '12,345', '1.23e−4', '1,234,567', '0.1235', 'NaN', '−∞', '2.00e9']);
  expect(linear(0.13, 0.97).ticks.map(({ text }) => text)).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1']);
  expect(linear(1, 30, { whole: true }).ticks.map(({ text }) => text)).toEqual(['1', '10', '20', '30']);
  expect(linear(1, 1, { whole: true }).ticks.map(({ text }) => text)).toEqual(['1']);
  expect(linear(2, 2).place(2)).toBeCloseTo(0.5, 1);
  expect(logarithmic(0.01, 100).ticks.map(({ text }) => text)).toEqual(['0.01', '0.1', '1', '10', '100']);
  expect(extentOf([NaN, 3, Infinity, -1])).toEqual([-1, 3]);
});

test('an axis of values that differ by rounding alone is that of one value', () => {
  const [low, high] = [0.3, 0.1 + 0.2];
  expect(high).toBeGreaterThan(low);
  expect(linear(low, high).ticks).toEqual(linear(low, low).ticks);
  expect(linear(low, high).ticks.length).toBeLessThan(10);
});
