/** Imports point down. The arrows that are allowed, as data. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { FAMILIES } from '../src/abi/kernels.ts';

const ENGINE = ['core', 'abi', 'graph', 'lower', 'plan', 'backend', 'run'];
const BELOW_LAYERS = ['core', 'graph', 'run', 'op', 'trace'];
const PARTS = ['initializers', 'regularizers', 'constraints', 'activations', 'losses', 'metrics', 'optimizers', 'schedules', 'layers'];
const BELOW_MODEL = [...ENGINE, 'op', 'grad', 'trace', ...PARTS, 'preprocessing', 'formats', 'report'];

/** Folder of src -> the folders it may import besides itself. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  host: ['core', 'backend', 'formats'],
  abi: ['core'],
  graph: ['core', 'abi'],
  lower: ['core', 'abi', 'graph'],
  plan: ['core', 'abi', 'graph', 'lower'],
  backend: ['core', 'abi'],
  run: ['core', 'abi', 'graph', 'lower', 'plan', 'backend'],
  op: ['core', 'abi', 'graph', 'lower', 'run'],
  grad: ['core', 'graph', 'lower', 'op'],
  trace: ['core', 'graph', 'lower', 'op', 'run'],
  initializers: BELOW_LAYERS,
  regularizers: BELOW_LAYERS,
  constraints: BELOW_LAYERS,
  activations: BELOW_LAYERS,
  schedules: BELOW_LAYERS,
  optimizers: [...BELOW_LAYERS, 'grad', 'schedules'],
  losses: [...BELOW_LAYERS, 'activations'],
  metrics: [...BELOW_LAYERS, 'activations', 'losses'],
  preprocessing: ['core', 'graph'],
  layers: [...BELOW_LAYERS, 'initializers', 'regularizers', 'constraints', 'activations', 'preprocessing'],
  formats: ['core'],
  report: ['core'],
  model: BELOW_MODEL,
  callbacks: [...BELOW_MODEL, 'model'],
  data: ['core', 'formats', 'graph', 'model', 'preprocessing'],
  search: ['core', 'backend', 'data', 'formats', 'model'],
  api: [...BELOW_MODEL, 'model', 'callbacks', 'data', 'search', 'ops', 'declaration'],
  index: ['core', 'host', 'api', 'backend'],
  browser: ['core', 'host', 'api'],
  cli: [...BELOW_MODEL, 'model', 'callbacks', 'data', 'search', 'ops', 'index', 'host'],
  declaration: ['core', ...PARTS],
  ops: ['graph', 'op', 'trace'],
  blas: [...ENGINE, 'op', 'host'],
};

const filesOf = (folder: string, ends: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)).filter((path) => ends.test(path));

/** The folder of src a file belongs to; a file in src itself stands for its own. */
const folderOf = (path: string): string => relative('src', path).split(/[/\\]/)[0]!.replace(/\.ts$/, '');

const imports = filesOf('src', /\.ts$/).flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;'`]*'(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm)].map(
    ([, to, later]) => ({ file, target: join(dirname(file), (to ?? later)!) }),
  ),
).filter(({ target }) => target.startsWith('src'));

test('imports within src follow the allowed arrows', () => {
  const offending = imports.flatMap(({ file, target }) => {
    const [from, to] = [folderOf(file), folderOf(target)];
    return from === to || ARROWS[from]?.includes(to) ? [] : [`${from} -> ${to}   (${file} imports ${target})`];
  });
  expect([...new Set(offending)], 'arrows that are not allowed').toEqual([]);
});

test('every folder of src is on the list', () => {
  expect([...new Set(filesOf('src', /\.ts$/).map(folderOf))].filter((folder) => !Object.hasOwn(ARROWS, folder))).toEqual([]);
});

test('op families import no other family but move: any op may have to reshape or broadcast', () => {
  const files = FAMILIES.map((family) => join('src', 'op', `${family}.ts`));
  const others = imports.filter(({ file, target }) => files.includes(file) && files.includes(target) && !target.endsWith('move.ts'));
  expect(others.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test('only native/addon.cc and its slices know Node-API', () => {
  const knows = filesOf('native', /\.(cc|h)$/).filter((file) =>
    /#include\s*[<"](napi|node_api|js_native_api)/.test(readFileSync(file, 'utf8')),
  );
  expect(knows.toSorted()).toEqual([join('native', 'addon-slices.h'), join('native', 'addon.cc')]);
});

test('only core/realm.ts asks for constructors of JavaScript itself: a value may come from another realm', () => {
  const asks = filesOf('src', /\.ts$/).filter((file) =>
    /instanceof (\w*Array|Map|Set|(Type|Range)?Error|Date|Promise|ArrayBuffer|AbortSignal)\b|[!=]== Object\.prototype\b/.test(
      readFileSync(file, 'utf8'),
    ),
  );
  expect(asks).toEqual([join('src', 'core', 'realm.ts')]);
});
