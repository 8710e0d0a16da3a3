/** Where this package lies, or the bundle that it is a part of: one file made of many by esbuild, rollup, webpack, bun, ... */
import { existsSync } from 'node:fs';
import nodeModule from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this module within the package, or of the file for Node that it is a part of. */
const OWN = /[\\/](?:src[\\/]core|dist[\\/](?:core|node))$/;

/** The folder of this package; undefined where its code runs in a bundle. */
export function packageRoot(): string | undefined {
  const folder = folderHere();
  if (folder === undefined || !OWN.test(folder)) return undefined;
  const root = resolve(folder, '..', '..');
  return existsSync(join(root, 'package.json')) ? root : undefined;
}

/** The folders in which the files of a bundle may lie, the likeliest first: that of the file that has this code, and that of the file that
 *  the process was started with. */
export function bundleFolders(): readonly string[] {
  const folder = folderHere();
  const started = process.argv[1];
  return [...new Set([
    ...(folder === undefined || OWN.test(folder) ? [] : [folder]),
    ...(started === undefined ? [] : [dirname(resolve(started))]),
  ])];
}

/** `require` as a file of a folder has it. Under its own name createRequire is a word of webpack's, which then looks for modules itself. */
export const requireFrom = (folder: string): NodeJS.Require => nodeModule.createRequire(join(folder, 'package.json'));

/** `require` of packages that are not part of a bundle, as this package or the bundle has it. */
export const requireHere = (): NodeJS.Require => requireFrom(packageRoot() ?? bundleFolders()[0] ?? process.cwd());

/** In the words that tools leave true. `import.meta` is empty in CommonJS of esbuild and has no `dirname` in that of rollup; both have
 *  `__dirname`. webpack before 5.113 knows the url alone, and that of the source on the machine that builds; bun has none but of the source
 *  where it makes CommonJS. Such a folder is this package's own, which other machines do not have. */
function folderHere(): string | undefined {
  if (import.meta.dirname !== undefined) return import.meta.dirname;
  if (typeof __dirname === 'string') return __dirname;
  return import.meta.url === undefined ? undefined : dirname(fileURLToPath(import.meta.url));
}
