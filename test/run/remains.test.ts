/** Values that a session leaves behind when it ends. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Arena, Backend } from '../../src/backend/backend.ts';
import { selectBackend, setBackend } from '../../src/backend/select.ts';
import { BackendError } from '../../src/core/errors.ts';
import { layers, sequential, type Sequential } from '../../src/index.ts';
import { MACHINES } from '../machines.ts';

const own = selectBackend();
afterAll(() => setBackend(own));

const UNITS = 640;
const rows = { data: Float32Array.from({ length: 8 * UNITS }, (_, i) => Math.sin(i)), shape: [8, UNITS] };

/** A model with 5 MB of values that training changes. */
async function trained(): Promise<Sequential> {
  const model = sequential([layers.dense({ units: UNITS, inputShape: [UNITS] })], { seed: 1 });
  model.compile({ optimizer: 'adam', loss: 'mse' });
  await model.trainOnBatch(rows, rows);
  return model;
}

const bits = (model: Sequential): Buffer => Buffer.from(model.getWeights()[0]!.data.slice().buffer);
const turn = (): Promise<void> => new Promise((resume) => void setImmediate(resume));

interface Watched extends Backend {
  readonly elements: number;
  bytesRead: number;
  freed: number;
  resized: number;
  most: number;
}

/** A backend that counts the elements of its arenas, the bytes that are read from them, and the arenas that are freed. It refuses arenas
 *  beyond `most` elements in all. */
function watched(backend: Backend): Watched {
  const arenas = new Set<Arena>();
  const elementsOf = (): number => [...arenas].reduce((sum, arena) => sum + arena.elements, 0);
  const seen = {
    name: backend.name, target: backend.target, threads: backend.threads,
    bytesRead: 0,
    freed: 0,
    resized: 0,
    most: Infinity,
    get elements(): number {
      return elementsOf();
    },
    allocate(elements: number): Arena {
      if (elementsOf() + elements > seen.most) throw new BackendError('the test has no more memory');
      const arena = backend.allocate(elements);
      arenas.add(arena);
      const [read, free, resize] = [arena.read.bind(arena), arena.free.bind(arena), arena.resize.bind(arena)];
      arena.resize = (size) => {
        seen.resized++;
        resize(size);
      };
      arena.read = (offset, into) => {
        seen.bytesRead += into.byteLength;
        read(offset, into);
      };
      arena.free = () => {
        if (arenas.delete(arena)) seen.freed++;
        free();
      };
      return arena;
    },
  };
  return seen;
}

describe.each(MACHINES.slice(-2))('$machine', ({ backend }) => {
  let machine: Watched;
  beforeEach(() => {
    machine = watched(backend());
    setBackend(machine);
  });

  test('dispose of a large model copies few values before it returns, and the rest in turns, while the arena becomes smaller', async () => {
    const model = await trained();
    const before = machine.elements;
    machine.bytesRead = 0;
    machine.freed = 0;
    model.dispose();
    const atOnce = machine.bytesRead;
    expect(atOnce).toBeGreaterThan(0);
    expect(atOnce).toBeLessThan(3e6);
    expect(machine.elements).toBeLessThan(before);
    while (machine.freed === 0) await turn();
    expect(machine.bytesRead).toBeGreaterThan(4.9e6);
    expect(machine.bytesRead).toBeLessThan(5.1e6); // each once
  });

  test('the arena of many variables becomes smaller a few times, since some systems move what is left', async () => {
    const model = sequential(Array.from({ length: 100 }, () => layers.dense({ units: 2, inputShape: [2] })), { seed: 1 });
    model.compile({ optimizer: 'adam', loss: 'mse' });
    await model.trainOnBatch([[1, 2]], [[1, 2]]);
    machine.resized = 0;
    model.dispose();
    expect(machine.resized).toBeLessThan(12); // of 600
  });

  test('a model is what it was when its values are asked for in the midst, and trains on as if it had not been disposed of', async () => {
    const [model, twin] = [await trained(), await trained()];
    model.dispose();
    expect(bits(model).equals(bits(twin))).toBe(true);
    const [loss, expected] = [await model.trainOnBatch(rows, rows), await twin.trainOnBatch(rows, rows)];
    expect(loss).toEqual(expected);
    model.dispose();
    await turn();
    expect(await model.trainOnBatch(rows, rows)).toEqual(await twin.trainOnBatch(rows, rows));
    expect(bits(model).equals(bits(twin))).toBe(true);
  });

  test('weights that are set in the midst stay', async () => {
    const model = await trained();
    machine.freed = 0;
    model.dispose();
    const [, bias] = model.getWeights();
    model.setWeights([{ data: new Float32Array(UNITS * UNITS).fill(2), shape: [UNITS, UNITS] }, bias!]);
    while (machine.freed === 0) await turn();
    expect(model.getWeights()[0]!.data.every((value) => value === 2)).toBe(true);
  });

  test('who finds no memory gets that of models which are being cleared', async () => {
    const [model, twin] = [await trained(), await trained()];
    const expected = bits(model);
    twin.dispose();
    machine.most = machine.elements;
    model.dispose();
    await model.trainOnBatch(rows, rows);
    expect(bits(twin).equals(expected)).toBe(true);
  });
});
