/** The entry for pages, as far as Node can tell. `npm run check:browser` runs it in browsers. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import * as built from '../../dist/index.js';
import type { Layer } from '../../src/layers/layer.ts';

// The set-up of the tests is that of Node.
vi.resetModules();
vi.stubEnv('MYELIN_BACKEND', 'wasm');
const page = await import('../../src/browser.ts');

const ENTRIES = ['src/browser.ts', 'src/host/browser-worker.ts'];
/** Names that one entry has, and the other has not. */
const [NODE_ONLY, PAGE_ONLY] = [['setNativePath'], ['setWorkerUrl']];

const sources = new Map<string, string>();
const bare: string[] = [];
for (const files = [...ENTRIES]; files.length > 0; ) {
  const file = files.pop()!;
  if (sources.has(file)) continue;
  const source = readFileSync(file, 'utf8');
  sources.set(file, source);
  for (const [, to] of source.matchAll(/^(?:import|(?:import|export)\b(?! type)[^;'`=(]* from) '([^']+)';$/gm)) {
    if (to!.startsWith('.')) files.push(join(dirname(file), to!));
    else bare.push(`${file} imports ${to}`);
  }
}

/** Without comments, texts and types. */
const code = (source: string): string =>
  source.replaceAll(/\/\*[^]*?\*\/|\/\/.*|^(?:import|export) type [^;]*;|'(?:[^'\\\n]|\\.)*'|typeof import\([^)]*\)/gm, '');

test('no file that it reaches imports node: or a package', () => {
  expect(sources.size).toBeGreaterThan(300);
  expect(bare).toEqual([]);
});

test('packages that it loads when it uses them are files that import nothing', () => {
  const packages = [...sources.values()].flatMap((source) =>
    [...source.matchAll(/(?<!typeof )\bimport\('([^'.][^']*)'\)/g)].map(([, name]) => name!));
  expect(packages).toEqual(['csv-parse/browser/esm', 'csv-parse/browser/esm/sync']);
  for (const name of packages) {
    const file = readFileSync(createRequire(import.meta.url).resolve(name), 'utf8');
    expect(file.split('\n').filter((line) => /^import\b|^[^/]*\brequire\(/.test(line)), name).toEqual([]);
  }
});

test('no file that it reaches uses what only Node has, and its hosts alone know where they lie', () => {
  const uses = (pattern: RegExp): string[] => [...sources].filter(([, source]) => pattern.test(code(source))).map(([file]) => file);
  expect(uses(/\bprocess\.|\bBuffer\.[a-z]+\(|\bsetImmediate\(|\brequire\(|\b__dirname\b|\bglobal\./)).toEqual([]);
  // Pages may refuse to evaluate text.
  expect(uses(/\beval\(|\bFunction\(/)).toEqual([]);
  expect(uses(/\bimport\.meta\b/)).toEqual(['src/host/browser.ts']);
});

test('it has the names of the entry for Node, but for those that are listed', () => {
  expect(Object.keys(page).filter((name) => !PAGE_ONLY.includes(name)).toSorted())
    .toEqual(Object.keys(built).filter((name) => !NODE_ONLY.includes(name)).toSorted());
  for (const room of ['layers', 'callbacks', 'datasets', 'ops'] as const)
    expect(Object.keys(page[room]).toSorted()).toEqual(Object.keys(built[room]).toSorted());
});

test('it trains on WebAssembly to the bits of the entry for Node, and bytes go from one to the other', async () => {
  const { xTrain, yTrain, xTest, yTest } = built.datasets.digits({ train: 2000, test: 500 });
  const trained = async ({ sequential, layers }: typeof page | typeof built): Promise<Uint8Array<ArrayBuffer>> => {
    const net = (sequential as typeof page.sequential)(
      [
        layers.rescaling({ scale: 1 / 255 }), layers.flatten(), layers.dense({ units: 32, activation: 'relu' }),
        layers.dropout({ rate: 0.1 }), layers.dense({ units: 10, activation: 'softmax' }),
      ] as Layer[],
      { seed: 7 },
    );
    net.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
    await net.fit(xTrain, yTrain, { epochs: 2 });
    return net.toBytes();
  };
  const bytes = await trained(page);
  expect(page.backend()).toMatchObject({ name: 'wasm', threads: 1, why: expect.stringMatching(/not cross-origin isolated/) });
  expect(Buffer.compare(bytes, await trained(built))).toBe(0);
  const again = await page.loadModel(new Blob([bytes]));
  const logs = await again.evaluate(xTest, yTest);
  expect(logs).toEqual(await (await built.loadModel(bytes.buffer)).evaluate(xTest, yTest));
  expect(logs.accuracy).toBeGreaterThan(0.7);
});

test('files come as Blobs, gzipped or not; paths are refused in words', async () => {
  const table = await page.datasets.readCsv(new Blob([gzipSync('a,b\n1,x\n')]));
  expect(table.columns.map(({ name }) => name)).toEqual(['a', 'b']);
  await expect(page.datasets.readCsv(new Blob([gzipSync('a,b\n1,x\n').subarray(0, 12)]))).rejects.toThrow(/csv: the gzip data cannot/);
  await expect(page.datasets.readCsv(new Blob(['a,b\n1,"x\n']))).rejects.toThrow(/csv: line 2: /);
  await expect(page.datasets.readCsv(new Blob(['a,b\n1,x,2\n']))).rejects.toThrow(/csv: line 2: expected 2 cells/);
  const long = new Blob(['a,b\n', '1,x\n'.repeat(600_000)]);
  expect((await page.datasets.readCsv(long)).rows).toBe(600_000);
  expect(page.datasets.parseCsv('a,b\n1,x\n').rows).toBe(1);
  const idx = gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 5, 6));
  expect((await page.datasets.readIdx(idx)).data).toEqual(Uint8Array.of(5, 6));
  expect(() => page.datasets.parseIdx(idx)).toThrow(/a page cannot decompress gzip at once/);
  const net = page.sequential([page.layers.dense({ units: 1 })]);
  await expect(net.save('net.safetensors')).rejects.toThrow(/save: a page has no paths of files.*toBytes/);
  await expect(page.loadModel('net.safetensors')).rejects.toThrow(page.ConfigError);
  expect(() => page.callbacks.csvLogger({ filename: 'log.csv' })).toThrow(/csvLogger: a page has no paths/);
  expect(() => page.callbacks.modelCheckpoint({ filepath: 'm' })).toThrow(/modelCheckpoint: a page has no paths.*toBytes/);
  expect(() => page.callbacks.backupAndRestore({ backupDir: 'b' })).toThrow(/a page has no folders. Give backupDir as/);
  expect(() => page.setWorkerUrl('')).toThrow(/setWorkerUrl: expected the address of a script/);
  await expect(page.loadModel(3 as never)).rejects.toThrow(/expected the path of a file, a Blob, or bytes/);
});
