/** `myelin tune`, in a folder of its own. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runMyelin, shapesCsv, type Ended, type OnStderr } from './myelin.ts';

interface Told {
  readonly task: string;
  readonly trials: readonly { readonly id: number; readonly loss: number; readonly epochs: number; readonly outcome: string }[];
  readonly validation: { readonly accuracy: number; readonly loss: number; readonly rmse: number; readonly baseline: number };
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'myelin-tune-'));
  writeFileSync(join(folder, 'shapes.csv'), shapesCsv(150));
});
afterAll(() => rmSync(folder, { recursive: true }));

const FEW = ['--trials', '9', '--epochs', '18', '--seed', '1'];
const tune = (args: readonly string[], onStderr?: OnStderr): Promise<Ended> =>
  runMyelin(folder, ['tune', 'shapes.csv', ...FEW, ...args], onStderr);

async function json(args: readonly string[]): Promise<Told> {
  const { code, stdout, stderr } = await tune([...args, '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Told;
}

test('trials are sorted, and the model that is saved is the best', async () => {
  const { trials, validation } = await json(['--out', 'tuned.safetensors']);
  const losses = trials.map(({ loss }) => loss);
  expect(losses).toEqual(losses.toSorted((a, b) => a - b));
  expect(trials.map(({ outcome }) => outcome).filter((outcome) => outcome === 'pruned').length).toBe(8);
  expect(validation.loss).toBeCloseTo(losses[0]!, 4);
  expect(validation.accuracy).toBeGreaterThan(validation.baseline + 0.1);
  const { stdout, code } = await runMyelin(folder, ['evaluate', 'tuned.safetensors', 'shapes.csv']);
  expect([code, stdout]).toEqual([0, expect.stringContaining('on 150 rows')]);
});

test('a table of trials of a regression', async () => {
  const { code, stdout } = await tune(['--target', 'size']);
  expect(code).toBe(0);
  const [head, ...lines] = stdout.split('\n');
  expect(head!.trim().split(/ +/)).toEqual(['trial', 'loss', 'epoch', 'layers', 'rate', 'dropout', 'L2', 'batch']);
  for (const line of lines.slice(0, 9))
    expect(line).toMatch(/^ +\d+ +\d+\.\d{4} +\d+ +(none|\d+(,\d+)*) +[\d.]+ +(-|0\.\d\d) +[\d.e-]+ +\d+$/);
  expect(lines.slice(9)).toEqual([expect.stringMatching(/^The best on the rows held out: RMSE /), 'Saved to model.safetensors', '']);
});

test.each(['SIGKILL', 'SIGINT'] as const)('after %s the same command goes on where it stopped', async (signal) => {
  const args = ['--journal', `${signal}.jsonl`, '--out', `${signal}.safetensors`];
  let sent = false;
  const ended = await tune(args, (text, child) => {
    if (!sent && text.includes('\n5  trial')) sent = child.kill(signal);
  });
  expect(sent).toBe(true);
  expect(ended.code).toBe(signal === 'SIGINT' ? 130 : null);
  if (signal === 'SIGINT') expect(ended.stderr).toContain('Stopped: the same command with --journal SIGINT.jsonl goes on.');
  const before = readFileSync(join(folder, `${signal}.jsonl`), 'utf8');
  const on = await json(args);
  const whole = await json(['--out', 'whole.safetensors', '--overwrite']);
  expect(readFileSync(join(folder, `${signal}.jsonl`), 'utf8').startsWith(before.slice(0, before.lastIndexOf('\n') + 1))).toBe(true);
  expect(on.trials).toEqual(whole.trials);
  expect(readFileSync(join(folder, `${signal}.safetensors`))).toEqual(readFileSync(join(folder, 'whole.safetensors')));
});

test('mistakes are told, and no stack', async () => {
  mkdirSync(join(folder, 'images'));
  for (const [args, text] of [
    [['--trials', '0'], 'Expected a whole number, 1 or more'],
    [['--validation-split', '0'], 'validation split: expected a share between 0 and 1'],
    [['--target', 'sise'], "Did you mean 'size'?"],
    [['--out', 'images'], 'expected the name of a file to write'],
    [['--journal', 'shapes.csv'], 'shapes.csv, line 1: expected the journal of a search'],
  ] as const) {
    const { code, stderr } = await tune([...args, '--overwrite']);
    expect([code, stderr]).toEqual([2, expect.stringContaining(text)]);
    expect(stderr).not.toContain('    at ');
  }
});
