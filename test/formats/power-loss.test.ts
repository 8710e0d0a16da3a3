/** A loss of power at any moment, simulated: of what was not synced, anything may be left. The simulation is as harsh as POSIX allows
 *  for names: each change of a folder that was not synced is there or not, whichever came first. It is milder for bytes that were not
 *  synced, which are gone, there, zero or half there, and knows no disk that says it has synced and has not. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import type { Sequential } from '../../src/index.ts';

vi.mock('node:fs/promises', async (original) => (await import('./recorded-files.ts')).recorded(await original()));

// The set-up of the tests has loaded it on the real ones.
vi.resetModules();
const { callbacks, layers, loadModel, sequential } = await import('../../src/index.ts');
const { lay, leftAfter, requests } = await import('./recorded-files.ts');
const { writeWhole } = await import('../../src/formats/write-file.ts');

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  folders.push(folder);
  return folder;
}
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const text = (value: string): Uint8Array[] => [value.slice(0, 3), value.slice(3)].map((part) => new TextEncoder().encode(part));

test('whenever the power goes, the name leads to the whole old file or the whole new one; at the end to the new one', async () => {
  const folder = newFolder();
  const path = join(folder, 'f');
  await writeWhole('save', path, text('the old one'));
  const before = requests();
  await writeWhole('save', path, text('the new one'));
  const read = (count: number): string[] =>
    leftAfter(folder, count).map((left) => (left.get('f') ?? 'lost').toString());
  const seen = new Set<string>();
  for (let count = before; count <= requests(); count++) for (const found of read(count)) seen.add(found);
  expect([...seen].toSorted()).toEqual(['the new one', 'the old one']);
  expect(new Set(read(requests()))).toEqual(new Set(['the new one']));
});

/** A model whose weights are all one number. */
function modelOf(value: number): Sequential {
  const model = sequential([layers.dense({ units: 3, useBias: false, inputShape: [3] })], { seed: 1, name: 'net' });
  model.setWeights([Array.from({ length: 3 }, () => [value, value, value])]);
  return model;
}

test('a model loads as one of those that were saved, also if two are saved at once', async () => {
  const folder = newFolder();
  const path = join(folder, 'model');
  await modelOf(1).save(path);
  const before = requests();
  await Promise.all([modelOf(2).save(path), modelOf(3).save(path)]);
  const seen = new Set<number>();
  for (let count = before; count <= requests(); count++) {
    for (const left of leftAfter(folder, count)) {
      const [weights] = (await loadModel(left.get('model')!)).getWeights();
      expect(new Set(weights!.data).size).toBe(1);
      seen.add(weights!.data[0]!);
    }
  }
  expect([...seen].toSorted()).toEqual([1, 2, 3]);
});

const x = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(i)]);
const y = x.map(([a]) => [Number(a! > 0)]);

/** A training of six steps. */
async function trained(backupDir: string, doubleCheckpoint: boolean): Promise<string> {
  const model = sequential([layers.dropout({ rate: 0.3, inputShape: [2] }), layers.dense({ units: 1 })], { seed: 2, name: 'net' });
  model.compile({ optimizer: 'adam', loss: 'mse' });
  const backup = callbacks.backupAndRestore({ backupDir, saveFreq: 1, doubleCheckpoint });
  const { history } = await model.fit(x, y, { epochs: 2, batchSize: 4, verbose: 0, callbacks: [backup] });
  return JSON.stringify([history, model.getWeights().map((w) => [...w.data])]);
}

test.each([false, true])('a training goes on from whatever is left, to the same end; doubleCheckpoint %s', async (double) => {
  const folder = newFolder();
  const before = requests();
  const expected = await trained(join(folder, 'made', 'backup'), double);
  const after = requests();
  const tried = new Map<string, string>();
  for (let count = before; count <= after; count++) {
    for (const left of leftAfter(folder, count)) {
      // Parts of killed writers are no backups.
      const files = [...left].filter(([name]) => !name.includes('.part'));
      const key = files.map(([name, bytes]) => `${name} ${bytes.toString('latin1')}`).toSorted().join('\n');
      if (tried.has(key)) continue;
      const again = newFolder();
      lay(again, left);
      tried.set(key, await trained(join(again, 'made', 'backup'), double));
    }
  }
  expect(new Set(tried.values())).toEqual(new Set([expected]));
  // Nothing, and a backup of each step; two at a time where two are kept.
  expect(tried.size).toBeGreaterThan(double ? 12 : 6);
});
