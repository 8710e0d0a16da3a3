/** The bar of fit and of the command: what it shows at which width, and that a terminal never breaks it. */
import { createRequire } from 'node:module';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, test, vi } from 'vitest';
import { host, type Output } from '../../src/core/host.ts';
import type * as NodeHost from '../../src/host/node.ts';
import { layers, sequential } from '../../src/index.ts';
import { ProgressBar } from '../../src/model/progress-bar.ts';
import { curve } from '../../src/model/progress-curve.ts';
import { figureText, progressLine, type Progress } from '../../src/model/progress-line.ts';
import { Screen } from './screen.ts';

const METRICS = ['accuracy', 'precision', 'recall', 'auc', 'meanSquaredError', 'topKCategoricalAccuracy', 'f1Score', 'r2Score'];

/** Figures of so many metrics, each with its validation. */
const figures = (metrics: number): Record<string, number> =>
  Object.fromEntries([
    ['loss', 0.51234], ...METRICS.slice(0, metrics).map((name, i) => [name, i / 8]),
    ['valLoss', 0.61234], ...METRICS.slice(0, metrics).map((name, i) => [`val${name[0]!.toUpperCase()}${name.slice(1)}`, i / 8]),
  ]) as Record<string, number>;

const progress = (metrics: number): Progress => ({
  head: ['epoch 12/200', '12/200'], share: 0.3, time: '1m05s left', rate: '168.6k/s', figures: figures(metrics),
  losses: [4, 3, 2, 1.5, 1.2, 1, 0.9, 0.8, 0.7, 0.6, 0.55, 0.51],
});
const line = (columns: number, metrics: number, more: Partial<Progress> = {}, colors = false): string =>
  progressLine({ ...progress(metrics), ...more }, { columns, colors, width: stringWidth });

describe('a line', () => {
  test.each([
    [40, 1, '12/200 ━━─── loss 0.5123 valLoss 0.6123'],
    [60, 3, 'epoch 12/200 ━━─── 1m05s left loss 0.5123 valLoss 0.6123 +6'],
    [80, 1, 'epoch 12/200 ━━━────── 1m05s left loss 0.5123 valLoss 0.6123 accuracy 0.0000 +1'],
    [80, 8, 'epoch 12/200 ━━────── 1m05s left loss 0.5123 valLoss 0.6123 accuracy 0.0000 +15'],
    [120, 1, 'epoch 12/200  ━━━──────  1m05s left  168.6k/s  loss 0.5123  valLoss 0.6123  accuracy 0.0000  valAccuracy 0.0000  ⣿⣶⣤⣤⣀⣀'],
    [120, 3, 'epoch 12/200  ━━───  1m05s left  loss 0.5123  valLoss 0.6123  accuracy 0.0000  valAccuracy 0.0000  precision 0.1250  +3'],
  ])('of %i columns with %i metrics', (columns, metrics, text) => {
    expect(line(columns, metrics)).toBe(text);
  });

  test('is narrower than the terminal at every width from 20, and tells how far it is and the loss', () => {
    for (let columns = 20; columns <= 200; columns++) {
      for (const metrics of [0, 1, 3, 8]) {
        for (const label of ['', 'fold 3/5', 'a label that is far longer than a terminal is wide, for whatever reason']) {
          const text = line(columns, metrics, { label });
          expect(stringWidth(text), text).toBeLessThan(columns);
          expect(text).toContain('12/200');
          if (columns >= 30) expect(text).toContain('loss 0.5123');
          if (columns >= 40 && label === '') expect(text).toMatch(/━─+ .*loss 0\.5123 +valLoss 0\.6123/);
        }
      }
    }
  });

  test('keeps what it shows as it gets wider, so that nothing jumps', () => {
    for (const metrics of [1, 3, 8]) {
      let shown = 0;
      for (let columns = 60; columns <= 400; columns++) {
        const count = [...line(columns, metrics).matchAll(/\d\.\d{4}/g)].length;
        expect(count).toBeGreaterThanOrEqual(shown);
        shown = count;
      }
      expect(shown).toBe(2 + 2 * metrics);
    }
  });

  test('has colors without a change of what is read', () => {
    for (const columns of [40, 80, 120]) {
      const colored = line(columns, 3, {}, true);
      expect(colored).toContain('\x1b[32m━');
      expect(stripVTControlCharacters(colored)).toBe(line(columns, 3));
    }
  });

  test('counts wide characters, and tells those that a terminal would obey by their codes', () => {
    for (let columns = 20; columns <= 120; columns++) {
      const figures = { loss: 1, '精度と再現率の調和平均とその他の数字': 0.5, 'a\x1b[2Jb': 2 };
      const text = line(columns, 0, { label: '折り返し🏳️‍🌈の検証', figures });
      expect(stringWidth(text)).toBeLessThan(columns);
      expect(text).not.toContain('\x1b');
    }
    expect(line(120, 0, { figures: { loss: 1, 'a\x1b[2Jb': 2 } })).toContain('a\\x1b[2Jb 2.0000');
  });

  test('leaves norms of single layers away', () => {
    expect(line(200, 0, { figures: { loss: 1, gradientNorm: 2, denseGradientNorm: 3 } })).toMatch(/gradientNorm 2\.0000(?!.*GradientNorm)/);
  });
});

test('figures take six characters, whatever their size', () => {
  const values = [0, 0.51234, 1e-3, 9.99e-4, 1.23456e-7, 1, 9.99994, 12.3456, 123.456, 1234.56, 12345.6, 999999.4, 1e6, 3.2e15, NaN];
  expect(values.map(figureText)).toEqual([
    '0.0000', '0.5123', '0.0010', '1.0e-3', '1.2e-7', '1.0000', '9.9999', '12.346', '123.46', '1234.6', ' 12346', '999999', ' 1.0e6',
    '3.2e15', '   NaN',
  ]);
  expect(figureText(-0.5)).toBe('-0.5000');
});

describe('a curve', () => {
  test('has two values a character, logarithmic where it can be', () => {
    expect(curve([1, 10, 100, 1000], 4)).toBe('⣠⣾');
    expect(curve([-1, 0, 1, 2], 4)).toHaveLength(2);
    expect(curve([8, 8, 8], 4)).toBe('⣀⡀');
  });

  test('joins values that have no room to means', () => {
    expect(curve(Array.from({ length: 1000 }, (_, i) => 1000 - i), 5)).toHaveLength(5);
    expect(curve([5], 5)).toBe('');
    expect(curve([NaN, 1, Infinity], 5)).toBe('');
  });
});

/** A terminal of this size, as an output. */
function terminal(columns: number, colors = false): Output & { readonly screen: Screen } {
  const screen = new Screen(columns);
  return { isTTY: true, hasColors: () => colors, screen, get columns() { return screen.columns; }, write: (text) => screen.write(text) };
}

describe('on a terminal', () => {
  const run = (out: Output, together: boolean, each: (epoch: number, samples: number) => void = () => undefined): void => {
    const bar = new ProgressBar({ epochs: 5, verbose: 1, together, out });
    bar.expect(100);
    bar.onTrainBegin();
    for (let epoch = 0; epoch < 5; epoch++) {
      bar.onEpochBegin(epoch);
      for (const samples of [40, 80, 100]) {
        vi.advanceTimersByTime(200);
        bar.onTrainProgress(samples, () => ({ loss: 1 / (epoch + 1), accuracy: 0.5 }));
        each(epoch, samples);
      }
      bar.onEpochEnd(epoch, { loss: 1 / (epoch + 1), accuracy: 0.5, valLoss: 0.7, valAccuracy: 0.4 });
    }
    bar.onTrainEnd({ loss: 0.2, accuracy: 0.5, valLoss: 0.7, valAccuracy: 0.4 });
  };

  test.each([40, 60, 80, 120])('%i columns: an epoch takes two lines, a training in one line takes one', (columns) => {
    vi.useFakeTimers();
    const [each, together] = [terminal(columns), terminal(columns)];
    run(each, false);
    run(together, true);
    vi.useRealTimers();
    const lines = each.screen.lines();
    expect(lines.filter((_, i) => i % 2 === 0)).toEqual([1, 2, 3, 4, 5].map((epoch) => `Epoch ${epoch}/5`));
    expect(lines.filter((_, i) => i % 2 === 1)).toEqual(new Array(5).fill(expect.stringMatching(/^( *100%|100\/100) +━+ .*loss/)));
    expect(together.screen.lines()).toEqual([expect.stringMatching(/^(epoch )?5\/5 +━+ .*loss 0\.2000/)]);
  });

  test('a resize in the midst of an epoch leaves nothing of the wider bar', () => {
    vi.useFakeTimers();
    for (const together of [false, true]) {
      const out = terminal(120);
      run(out, together, (epoch, samples) => {
        if (epoch === 2 && samples === 80) out.screen.resize(44);
        if (epoch === 4 && samples === 40) out.screen.resize(90);
      });
      // Lines of ended epochs stay as they were, broken where they are too wide now; the bar is whole.
      const lines = out.screen.lines();
      expect(lines.filter((text) => text.includes('━')).length).toBe(together ? 1 : 5);
      expect(lines.at(-1)).toMatch(/5\/5 +━+ .*loss 0\.2000|^100\/100 +━+ .*loss 0\.2000/);
      expect(stringWidth(lines.at(-1)!)).toBeGreaterThan(44);
    }
    vi.useRealTimers();
  });

  test('a bar that is drawn before the width is known is cut, and taken away by the next one', () => {
    vi.useFakeTimers();
    const { screen } = terminal(120);
    const late = { isTTY: true, columns: 120, write: (text: string) => screen.write(text) };
    run(late, true, (epoch, samples) => {
      if (epoch === 1 && samples === 40) screen.resize(50);
      if (epoch === 1 && samples === 100) late.columns = 50;
    });
    vi.useRealTimers();
    expect(screen.lines()).toEqual([expect.stringMatching(/^(epoch )?5\/5 ━+ .*loss 0\.2000/)]);
  });

  test('fit draws the same bar', async () => {
    const out = terminal(40);
    const spy = vi.spyOn(host(), 'output', 'get').mockReturnValue(out);
    const model = sequential([layers.dense({ units: 1, inputShape: [2] })], { seed: 1 });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: ['meanAbsoluteError'] });
    await model.fit([[0, 1], [1, 0]], [[1], [0]], { epochs: 2, verbose: 1, validationData: [[[1, 1]], [[1]]] });
    spy.mockRestore();
    expect(out.screen.lines()).toEqual([
      'Epoch 1/2', expect.stringMatching(/^ *2\/2|100% ━+ loss \d\.\d{4}/), 'Epoch 2/2', expect.stringMatching(/loss \d\.\d{4} .*valLoss/),
    ]);
  });
});

test('elsewhere a line an epoch, without bar or codes', () => {
  const written: string[] = [];
  const bar = new ProgressBar({ epochs: 2, verbose: 1, out: { write: (text) => written.push(text) } });
  bar.expect(10);
  for (const epoch of [0, 1]) {
    bar.onEpochBegin(epoch);
    bar.onTrainProgress(10, () => ({}));
    bar.onEpochEnd(epoch, { loss: 0.5, accuracy: 1e-5 });
  }
  for (const [i, text] of written.entries()) {
    expect(text).toMatch(/^Epoch [12]\/2 {2}[\d.]+s {2}.* samples\/s {2}loss: 0\.5000 {2}accuracy: 1\.00e-5\n$/);
    expect(text.split('/')[0]).toBe(`Epoch ${i + 1}`);
  }
  expect(written).toHaveLength(2);
});

test('the files for require and for import measure wide characters', async () => {
  const { node } = createRequire(import.meta.url)('../../dist/node/machine.cjs') as typeof NodeHost;
  const modules = (await import('../../dist/host/node.js')) as typeof NodeHost;
  for (const { textWidth } of [node, modules.node]) expect(['ab', '折り', '🏳️‍🌈', 'e\u0301'].map(textWidth)).toEqual([2, 4, 2, 1]);
});
