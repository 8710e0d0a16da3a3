/** The package as Node loads it: dist/node, the modules of dist in a few files that load each other when they are used. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import * as modules from '../../dist/index.js';

const require = createRequire(import.meta.url);
const myelin = require('myelin') as Record<string, unknown>;

const isNamespace = (value: unknown): value is object => Object.prototype.toString.call(value) === '[object Module]';
/** What a namespace holds, by name: the kind of each value, and what it holds itself if it is a namespace. */
const contents = (namespace: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(namespace)
      .map(([name, value]: [string, unknown]) => [name, isNamespace(value) ? contents(value) : typeof value])
      .toSorted(([a], [b]) => (a! < b! ? -1 : 1)),
  );

test('every name of the modules is in the files for Node, and no other', () => {
  expect(contents(myelin)).toEqual(contents(modules));
  expect(contents(require('myelin/blas') as object)).not.toEqual({});
});

/** Runs a program in a process of its own. */
function run(code: string, env: NodeJS.ProcessEnv = {}): string {
  const options = { encoding: 'utf8', env: { ...process.env, ...env } } as const;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], options);
  return stdout + stderr;
}

test('import and require give one library, whichever comes first', () => {
  const same = 'console.log(Object.keys(required).every((name) => required[name] === imported[name]), Object.keys(imported).length > 40)';
  const required = "const required = (await import('node:module')).createRequire(process.cwd() + '/x')('myelin');";
  const imported = "const imported = await import('myelin');";
  expect(run(`${required} ${imported} ${same}`)).toBe('true true\n');
  expect(run(`${imported} ${required} ${same}`)).toBe('true true\n');
});

test('any file may be the first that is loaded', () => {
  const files = readdirSync('dist/node').filter((name) => name.endsWith('.cjs') && name !== 'myelin.cjs'); // the command
  expect(files.length).toBeGreaterThan(10);
  const ask = `const { createRequire } = await import('node:module'); const require = createRequire(process.cwd() + '/dist/node/x');
    for (const file of ${JSON.stringify(files)}) {
      for (const path of Object.keys(require.cache)) delete require.cache[path];
      const missing = Object.entries(require('./' + file)).filter(([, value]) => value === undefined);
      if (missing.length > 0) console.log(file, missing.map(([name]) => name));
    }`;
  expect(run(ask)).toBe('');
});

test('lines are short, since Node prints the one that an error comes from', () => {
  const files = readdirSync('dist/node').filter((name) => name.endsWith('.cjs') && name !== 'wasm-module.cjs');
  const linesOf = (name: string): string[] => readFileSync(`dist/node/${name}`, 'utf8').split('\n');
  // The styles of reports are one.
  expect(files.filter((name) => linesOf(name).some((line) => line.length > 8000))).toEqual([]);
});

const TRAINS = `
  import { backend, layers, sequential } from 'myelin';
  const net = sequential([layers.dense({ units: 16, activation: 'relu' }), layers.dense({ units: 1 })], { seed: 4 });
  net.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const x = Array.from({ length: 64 }, (_, i) => [i / 64, (i % 7) / 7]);
  await net.fit(x, x.map(([a, b]) => a * b), { epochs: 3 });
  console.log(backend().name, [...(await net.predict(x.slice(0, 4))).data].join());`;

test('it trains, to the bits of the modules', () => {
  const asModules = TRAINS.replace("'myelin'", JSON.stringify(new URL('../../dist/index.js', import.meta.url).href));
  for (const name of ['native', 'wasm']) {
    const env = { MYELIN_BACKEND: name };
    expect(run(TRAINS, env)).toBe(run(asModules, env));
    expect(run(TRAINS, env)).toMatch(/^(native|wasm) [-\d]|cannot run here/);
  }
});

test('files are read, with the packages that this takes', () => {
  const reads = `
    const { datasets } = await import('myelin');
    const { gzipSync } = await import('node:zlib');
    const csv = 'a,b\\n1,x\\n2,y\\n';
    for (const bytes of [Buffer.from(csv), gzipSync(csv)]) console.log((await datasets.readCsv(bytes)).rows);
    console.log(datasets.parseCsv(csv).rows, (await datasets.readFasta(gzipSync('>a\\nACGT'))).length);
    console.log((await datasets.readIdx(gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 5, 6)))).data.join());`;
  expect(run(reads)).toBe('2\n2\n2 1\n5,6\n');
});

test('TypeScript takes the declarations of what require loads, whether it has require load modules or not', () => {
  for (const module of ['node16', 'nodenext']) {
    const flags = ['--module', module, '--target', 'es2022', '--strict', '--noEmit', '--ignoreConfig', '--types', 'node'];
    const program = ['node_modules/typescript/bin/tsc', ...flags, 'dist/node/index.d.cts', 'dist/node/blas.d.cts'];
    expect(spawnSync(process.execPath, program, { encoding: 'utf8' }).stdout).toBe('');
  }
});
