/** `npm run release`: the tarballs that are published, in build/release: the package for each platform that `npm run prebuild` has built,
 *  and myelin itself, which names them as optional and carries no addon. package.json of the checkout does not name them: npm would look
 *  for versions that are not published yet. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const PREBUILDS = join(ROOT, 'prebuilds');
const windows = process.platform === 'win32';

function run(args, cwd) {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8', shell: windows, maxBuffer: 2 ** 28 });
  if (status === 0) return stdout;
  throw new Error(`npm ${args.join(' ')} failed in ${cwd}:\n${stderr}`);
}

/** Packs a folder as it is. @returns the path of the tarball */
function pack(folder, out) {
  return join(out, run(['pack', '--ignore-scripts', '--pack-destination', out], folder).trim().split('\n').at(-1));
}

/** The folders of the packages for platforms. */
export function platformFolders() {
  const folders = existsSync(PREBUILDS) ? readdirSync(PREBUILDS).map((name) => join(PREBUILDS, name)) : [];
  return folders.filter((folder) => existsSync(join(folder, 'package.json')));
}

/** @param folders  of the packages for platforms
 *  @returns the paths of the tarballs, that of myelin last */
export function release(out, folders) {
  rmSync(out, { recursive: true, force: true });
  const stage = join(out, 'myelin');
  mkdirSync(stage, { recursive: true });
  const [{ files }] = JSON.parse(run(['pack', '--dry-run', '--json', '--ignore-scripts'], ROOT));
  for (const { path } of files.filter((file) => !file.path.startsWith('prebuilds/'))) {
    mkdirSync(dirname(join(stage, path)), { recursive: true });
    cpSync(join(ROOT, path), join(stage, path));
  }
  const kept = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  // What only a checkout can use.
  for (const key of ['scripts', 'devDependencies']) delete kept[key];
  const names = folders.map((folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name).toSorted();
  const optionalDependencies = Object.fromEntries(names.map((name) => [name, kept.version]));
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify({ ...kept, optionalDependencies }, null, 2)}\n`);
  return [...folders.map((folder) => pack(folder, out)), pack(stage, out)];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folders = platformFolders();
  if (folders.length === 0) {
    console.error('there are no packages for platforms: run npm run prebuild first');
    process.exit(1);
  }
  for (const path of release(resolve('build', 'release'), folders)) console.log(path);
}
