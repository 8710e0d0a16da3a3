/** `myelin train --resume`, killed and interrupted. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runMyelin, shapesCsv, type Ended, type OnStderr } from './myelin.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'myelin-cli-'));
  writeFileSync(join(folder, 'shapes.csv'), shapesCsv(120));
});
afterAll(() => rmSync(folder, { recursive: true }));

const train = (out: string, more: readonly string[] = [], onStderr?: OnStderr): Promise<Ended> => {
  const network = ['--layers', '12,8', '--dropout', '0.2', '--batch-size', '4', '--epochs', '400', '--seed', '3'];
  return runMyelin(folder, ['train', 'shapes.csv', ...network, '--out', out, ...more], onStderr);
};

/** Sends a signal as soon as there is a backup, which is made with the first steps. */
const onBackup = (out: string, signal: 'SIGKILL' | 'SIGINT'): OnStderr => {
  let waiting: NodeJS.Timeout | undefined;
  return (_, child) => {
    waiting ??= setInterval(() => {
      if (!existsSync(join(folder, `${out}.backup`, 'latest.safetensors'))) return;
      clearInterval(waiting);
      child.kill(signal);
    }, 5);
  };
};

test('goes on after a kill, and after an interruption, with the model of a training without a break', async () => {
  const whole = await train('whole');
  expect(whole, whole.stderr).toMatchObject({ code: 0 });
  const killed = await train('broken', ['--resume'], onBackup('broken', 'SIGKILL'));
  expect(killed.code).toBe(null);
  expect(existsSync(join(folder, 'broken'))).toBe(false);
  const interrupted = await train('broken', ['--resume'], onBackup('broken', 'SIGINT'));
  expect(interrupted.code).toBe(130);
  expect(interrupted.stdout).toContain('what was learnt so far is saved to broken; --resume goes on');
  const ended = await train('broken', ['--resume']);
  expect(ended, ended.stderr).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, 'broken'))).toEqual(readFileSync(join(folder, 'whole')));
  expect(ended.stdout.replaceAll('broken', 'whole')).toBe(whole.stdout);
  expect(readdirSync(folder).toSorted()).toEqual(['broken', 'shapes.csv', 'whole']);
});

test('refuses a backup of another training in words, and folds', async () => {
  await train('other', ['--resume'], onBackup('other', 'SIGKILL'));
  const other = await train('other', ['--resume', '--batch-size', '5']);
  expect(other.code).toBe(2);
  expect(other.stderr).toMatch(/other\.backup\/latest\.safetensors is of another training: fit\.batchSize is 4 there and 5 here/);
  const folds = await train('other', ['--resume', '--folds', '3']);
  expect(folds).toMatchObject({ code: 2, stderr: expect.stringContaining('--resume goes on with one training') as string });
});
