/** The sources for tests, in one file. Each test file runs in a process of its own, and the hundreds of modules that it imports took it
 *  two to three seconds: a third of the whole run. The bundle is made of the sources as they are when vitest starts. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import type { Plugin } from 'vitest/config';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCES = join(ROOT, 'src');
const BUILD = join(ROOT, 'build');

/** Modules that do something when they are loaded: they are files of their own. */
const PROGRAM = /^(?:index|browser|blas\/index|cli\/.*|abi\/codegen|backend\/wasm-worker|host\/browser(?:-worker)?)$/;

/** The place of a module in src, 'layers/dense'. */
const placeOf = (path: string): string => relative(SOURCES, path).replaceAll(sep, '/').replace(/\.ts$/, '');

/** Code that asks where it lies is told the place of its source. Lines stay where they are. */
function asSource(code: string, path: string): { readonly code: string; readonly map: null } | undefined {
  if (!code.includes('import.meta.')) return undefined;
  const told = code
    .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
    .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
  return { code: told, map: null };
}

/** Writes a file for each module, of which most give away what `all.js` holds. Answers their folder. */
async function bundle(): Promise<string> {
  const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /(?<!\.d)\.ts$/.test(name));
  const build = await rolldown({
    input: Object.fromEntries(sources.map((name) => join(SOURCES, name)).map((path) => [placeOf(path), path])),
    platform: 'node', external: (id) => !id.startsWith('.') && !isAbsolute(id), logLevel: 'warn',
    plugins: [{ name: 'as-source', transform: asSource }],
  });
  mkdirSync(BUILD, { recursive: true });
  const dir = mkdtempSync(join(BUILD, 'test-'));
  process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
  await build.write({
    dir, format: 'esm', sourcemap: true, keepNames: true, comments: false, entryFileNames: '[name].js', chunkFileNames: '[name].js',
    codeSplitting: { groups: [{ name: 'all', test: (id) => !PROGRAM.test(placeOf(id)) }] },
  });
  await build.close();
  return dir;
}

let bundled: Promise<string> | undefined;

/** Gives tests the bundle where they import sources. Those that replace modules by `vi.mock` import the sources themselves. */
export const bundledSource = (): Plugin => ({
  name: 'bundled-source',
  enforce: 'pre',
  async resolveId(source, importer) {
    if (importer === undefined || !source.endsWith('.ts')) return undefined;
    const path = resolve(dirname(importer), source);
    const outside = !importer.startsWith(SOURCES + sep) && path.startsWith(SOURCES + sep);
    if (!outside || /\bvi\.(?:doMock|mock)\(/.test(readFileSync(importer, 'utf8'))) return undefined;
    const dir = await (bundled ??= bundle());
    return { id: pathToFileURL(join(dir, `${placeOf(path)}.js`)).href, external: true };
  },
});
