/** What bundlers need of the sources, and a bundle that runs. The bundlers themselves are tried by `npm run check:bundlers`. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { platformNames } from '../../src/backend/libc.ts';

/** Files of the command line and of the build are in no bundle. */
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.startsWith('cli') && path !== join('abi', 'codegen.ts'))
  .map((path) => ({ path, text: readFileSync(join('src', path), 'utf8') }));
const filesWith = (words: RegExp): string[] => sources.filter(({ text }) => words.test(text)).map(({ path }) => path);

test('nothing asks for the address of its module but what finds the addon: CommonJS has none, and bundlers read new URL', () => {
  // A page's worker is a file, which bundlers of pages find by these very words.
  const programs = sources.filter(({ path }) => path !== join('host', 'browser.ts'));
  const code = programs.map(({ path, text }) => ({ path, text: text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '') }));
  const asks = code.filter(({ text }) => text.includes('import.meta')).map(({ path }) => path);
  expect(asks.toSorted()).toEqual([join('backend', 'addon.ts'), join('core', 'bundle.ts')]);
  expect(code.filter(({ text }) => /import\.meta\.(?!dirname\b)/.test(text)).map(({ path }) => path)).toEqual([]);
});

test('createRequire is not imported by its name, by which webpack takes it for its own', () => {
  expect(filesWith(/import \{[^}]*\bcreateRequire\b/)).toEqual([]);
});

test('no program is made of the text of a function, into which tools put calls of their helpers', () => {
  expect(filesWith(/\(\$\{\w+(\.toString\(\))?\}\)\(/)).toEqual([]);
});

test('the page shows a file or a bundle in each of its blocks, and how each bundle is run', () => {
  const page = readFileSync('docs/bundlers.md', 'utf8');
  const blocks = [...page.matchAll(/^```(\w+)\n(.*)\n([\s\S]*?)^```$/gm)];
  expect(page.match(/^```/gm)).toHaveLength(2 * blocks.length);
  const files = blocks.filter(([, language]) => language !== 'sh').map(([, , title]) => title!);
  expect(files.filter((title) => !/^(?:\/\/ [\w./-]+|<!-- \w+\.html -->)$/.test(title))).toEqual([]);
  const bundles = blocks.filter(([, language]) => language === 'sh');
  expect(bundles.length).toBeGreaterThan(15);
  for (const [, , title, code] of bundles) {
    expect(title).toMatch(/^# \S/);
    const start = code!.trimEnd().replace(/ &\ncurl .*$/, '').split('\n').at(-1);
    expect(start, title).toMatch(/^(?:(?:node|bun|# open) )?(?:dist|\.next\/standalone)\/[\w.]+$/);
  }
});

const BUILT = resolve('build/Release/myelin.node');
const MAIN = `
  import { backend, layers, sequential } from ${JSON.stringify(resolve('dist/index.js'))};
  const model = sequential([layers.dense({ units: 3, inputShape: [2] })], { seed: 1 });
  model.compile({ loss: 'mse' });
  model.fit([[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6]], { epochs: 2 }).then(() => console.log(backend().name));`;
let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'myelin-bundle-'))));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(['cjs', 'es'] as const)('a bundle (%s) takes the addon beside it, or else WebAssembly, and says how', async (format) => {
  const source = join(folder, `${format}.mjs`), file = join(folder, format, format === 'cjs' ? 'main.cjs' : 'main.mjs');
  writeFileSync(source, MAIN);
  const bundle = await rolldown({ input: source, platform: 'node', external: ['@huggingface/tokenizers'], logLevel: 'silent' });
  await bundle.write({ file, format, minify: true, keepNames: true, codeSplitting: false });
  await bundle.close();
  const { MYELIN_BACKEND: _, MYELIN_NATIVE_PATH: __, ...env } = process.env;
  const run = (): { readonly out: string; readonly err: string } => {
    const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', env, cwd: tmpdir(), timeout: 60_000 });
    return { out: stdout.trim(), err: stderr.trim() };
  };
  const { out, err } = run();
  expect(out).toBe('wasm');
  expect(err.match(/MYELIN_SLOW_BACKEND/g)).toHaveLength(1);
  expect(err).toContain(`node_modules/myelin/prebuilds, to ${join(folder, format)}, or keep myelin out of the bundle`);
  if (!existsSync(BUILT)) return;
  for (const beside of ['prebuilds', '@myelin']) {
    for (const name of ['myelin.node', 'myelin.json']) {
      cpSync(resolve('build/Release', name), join(folder, format, beside, platformNames()[0]!, name));
    }
    expect(run()).toEqual({ out: 'native', err: '' });
    rmSync(join(folder, format, beside), { recursive: true });
  }
});

test('a bundle without names explains what is wrong with a file', async () => {
  const source = join(folder, 'csv.mjs'), file = join(folder, 'csv', 'main.mjs');
  writeFileSync(source, `import { datasets } from ${JSON.stringify(resolve('dist/index.js'))};
    try { datasets.parseCsv('a,b\\n1,"x\\n'); } catch (error) { console.log(error.message); }`);
  const bundle = await rolldown({ input: source, platform: 'node', external: ['@huggingface/tokenizers'], logLevel: 'silent' });
  await bundle.write({ file, format: 'es', minify: true, codeSplitting: false });
  await bundle.close();
  expect(spawnSync(process.execPath, [file], { encoding: 'utf8' }).stdout).toMatch(/^csv: line 2: a quote is opened and never closed/);
});
