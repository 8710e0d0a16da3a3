/** Where this package lies, or the bundle that it is a part of: one file made of many by esbuild, rollup, webpack, bun, ... */
import { existsSync } from 'node:fs';
import nodeModule from 'node:module';
import { dirname, join, resolve } from 'node:path';

/** The folder of this module within the package, or of the file for Node that it is a part of. */
const OWN = /[\\/](?:src[\\/]core|dist[\\/](?:core|node))$/;

/** Folders of files within an executable that bun compiles. @source bun.com/docs/bundler/executables */
const WITHIN = /^(?:\/\$bunfs|[A-Z]:[\\/]~BUN)\b/;

/** The folder of this package; undefined where its code runs in a bundle. */
export function packageRoot(): string | undefined {
  const folder = folderHere();
  if (folder === undefined || !OWN.test(folder)) return undefined;
  const root = resolve(folder, '..', '..');
  return existsSync(join(root, 'package.json')) ? root : undefined;
}

/** The folders in which the files of a bundle may lie, the likeliest first: that of the file that has this code, and that of the file that
 *  the process was started with, for tools that do not tell the first (webpack before 5.113 where it makes modules, bun as above). */
export function bundleFolders(): readonly string[] {
  const folder = folderHere();
  const started = process.argv[1];
  const folders = [
    ...(folder === undefined || OWN.test(folder) ? [] : [folder]), ...(started === undefined ? [] : [dirname(resolve(started))]),
  ];
  return [...new Set(folders.map((known) => (WITHIN.test(known) ? dirname(process.execPath) : known)))];
}

/** Of all that says where code is, `import.meta.dirname` and `__dirname` are what bundles leave true or undefined, but for CommonJS that
 *  bun makes: there they are this package on the machine that built, which others do not have. */
function folderHere(): string | undefined {
  try {
    return import.meta.dirname ?? __dirname;
  } catch {
    return undefined; // Modules have no __dirname.
  }
}

/** `require` as a file of a folder has it. Under its own name createRequire is a word of webpack's, which then looks for modules itself. */
export const requireFrom = (folder: string): NodeJS.Require => nodeModule.createRequire(join(folder, 'package.json'));

/** `require` of packages that are not part of a bundle, as this package or the bundle has it. */
export const requireHere = (): NodeJS.Require => requireFrom(packageRoot() ?? bundleFolders()[0] ?? process.cwd());
