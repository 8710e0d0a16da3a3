/** How a process or a thread ends that trains and saves: by a signal, by exit, by terminate. The file is whole at any moment, and nobody
 *  hangs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadModel } from '../../src/index.ts';
import { MACHINES } from './programs.ts';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'myelin-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Trains for ever and saves again and again; `told` is called behind each save. */
const training = (path: string): string => `
  const { layers, sequential } = await import(${JSON.stringify(new URL('../../dist/node/index.mjs', import.meta.url).href)});
  const model = sequential([layers.dense({ units: 256, inputShape: [64], activation: 'relu' }), layers.dense({ units: 256 })], { seed: 1 });
  model.compile({ optimizer: 'adam', loss: 'mse' });
  const rows = (width) => ({ data: Float32Array.from({ length: 2048 * width }, (_, i) => Math.sin(i)), shape: [2048, width] });
  let begun;
  const first = new Promise((resolve) => (begun = resolve));
  const train = ({ callbacks = [], ...options }) =>
    model.fit(rows(64), rows(256), { epochs: 1e9, verbose: 0, callbacks: [{ onTrainBegin: begun }, ...callbacks], ...options });
  async function saving(told) {
    await first;
    for (;;) {
      await model.save(${JSON.stringify(path)});
      told();
    }
  }
`;

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly text: string;
}

/** Runs a child. @param kill  sends it SIGTERM so many milliseconds behind its first word */
async function child(machine: string, code: string, kill?: number): Promise<Ended> {
  const running = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, MYELIN_BACKEND: machine }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  running.stderr.on('data', (part) => void (text += part));
  running.stdout.on('data', (part) => {
    if (text === '' && kill !== undefined) setTimeout(() => running.kill('SIGTERM'), kill);
    text += part;
  });
  const [status, signal] = (await once(running, 'close')) as [number | null, NodeJS.Signals | null];
  return { code: status, signal, text };
}

/** The file is a model, and the next save leaves nothing else in its folder. */
async function mustBeWhole(inside: string, path: string): Promise<void> {
  const model = await loadModel(path);
  expect(model.countParams()).toBe(64 * 256 + 256 + 256 * 256 + 256);
  await model.save(path);
  expect(readdirSync(inside)).toEqual(['m.safetensors']);
}

describe.each(MACHINES)('$machine', ({ machine }) => {
  const made = (): [inside: string, path: string] => {
    const inside = mkdtempSync(join(folder, 'm-'));
    return [inside, join(inside, 'm.safetensors')];
  };

  test('SIGTERM in the midst of a fit and of saves', async () => {
    for (const milliseconds of [0, 7, 31]) {
      const [inside, path] = made();
      const code = `${training(path)} void train({}); await saving(() => process.stdout.write('.'));`;
      const { code: status, signal, text } = await child(machine, code, milliseconds);
      expect([status, signal, text.replace(/^\.+$/, 'saved')]).toEqual([null, 'SIGTERM', 'saved']);
      await mustBeWhole(inside, path);
    }
  });

  test('SIGTERM that aborts the fit: the last save is done, and the process ends by itself', async () => {
    const [inside, path] = made();
    const code = `${training(path)}
      const controller = new AbortController();
      process.once('SIGTERM', () => controller.abort('enough'));
      setTimeout(() => process.stdout.write('.'), 200);
      await train({ signal: controller.signal }).catch((reason) => process.stdout.write(reason));
      await model.save(${JSON.stringify(path)});
    `;
    expect(await child(machine, code, 20)).toEqual({ code: 0, signal: null, text: '.enough' });
    await mustBeWhole(inside, path);
  });

  test('an exit in the midst of a fit and of a save', async () => {
    const [inside, path] = made();
    const code = `${training(path)}
      let saves = 0;
      void train({ callbacks: [{ onTrainProgress: () => { if (saves > 3) process.exit(7); } }] });
      await saving(() => saves++);
    `;
    expect(await child(machine, code)).toEqual({ code: 7, signal: null, text: '' });
    await mustBeWhole(inside, path);
  });

  test('threads that are terminated in the midst of a fit and of saves', async () => {
    const [inside, path] = made();
    const worker = `(async () => {${training(path)}
      void train({});
      await saving(() => require('node:worker_threads').parentPort.postMessage('saved'));
    })()`;
    const code = `
      const { Worker } = await import('node:worker_threads');
      for (const ms of [0, 3, 11, 29]) {
        const worker = new Worker(${JSON.stringify(worker)}, { eval: true, execArgv: [] });
        await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
        await new Promise((resolve) => setTimeout(resolve, ms));
        await worker.terminate();
        process.stdout.write('.');
      }
    `;
    expect(await child(machine, code)).toEqual({ code: 0, signal: null, text: '....' });
    await mustBeWhole(inside, path);
  });
});
