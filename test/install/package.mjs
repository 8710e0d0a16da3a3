/** `npm run check:install -- package`: what can be said of the package without running it (publint, attw), and that a repository gives it:
 *  by `npm i git+URL`, and twice the same bytes. Checks the last commit, not what is changed beside it. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { platformFolders, release } from '../../release.mjs';
import { addPrograms, finish, headline, mustRun, newFolder, packed, project, resultOf, ROOT, row, run, tool } from './common.mjs';

/** Bytes that npm fetches for one platform, at most. */
const MOST = 3e6;
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;

const tarball = packed();
headline('The tarball');
await row('size', () => {
  const sizes = release(newFolder(), platformFolders()).map((path) => statSync(path).size);
  const main = sizes.pop();
  const most = main + Math.max(0, ...sizes);
  if (most > MOST) throw new Error(`${most} bytes, more than ${MOST}`);
  const addon = sizes.length > 0 ? ` with the largest addon, ${megabytes(main)}` : '';
  return { note: `${megabytes(most)}${addon} without (npm run prebuild builds addons)` };
});
await row('publint', () => {
  const { status, said } = run(process.execPath, [tool('publint@0.3', 'publint/src/cli.js'), 'run', tarball, '--strict']);
  if (status !== 0) throw new Error(said);
  return { note: said.trim().split('\n').at(-1) };
});
await row('attw', () => {
  const { status, said } = run(process.execPath, [
    tool('@arethetypeswrong/cli@0.18', '@arethetypeswrong/cli/dist/index.js'), tarball, '--format', 'ascii', '--profile', 'node16',
    // Pages run it as a module; nobody imports it.
    '--exclude-entrypoints', './browser-worker',
  ]);
  if (status !== 0) throw new Error(said);
  return { note: 'no problems' };
});

headline('Types');
const PROGRAMS = {
  cts: `import myelin = require('myelin');
const net: myelin.Sequential = myelin.sequential([myelin.layers.dense({ units: 1 })]);
net.compile({});\n`,
  mts: `import { layers, sequential, type Sequential } from 'myelin';
import { sgemm } from 'myelin/blas';
const net: Sequential = sequential([layers.dense({ units: 1 })]);
net.compile({});
void sgemm;\n`,
};
for (const [name, code] of Object.entries(PROGRAMS)) {
  await row(`TypeScript, .${name}`, () => {
    const folder = project(tarball, { more: ['@types/node@20'] });
    writeFileSync(join(folder, `main.${name}`), code);
    const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--types', 'node'];
    mustRun(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...flags, `main.${name}`], { cwd: folder });
  });
}

headline('From the repository');
await row('npm install git+file://', () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  mustRun('npm', ['install', '--no-audit', '--no-fund', '--allow-git=all', `git+file://${ROOT}`], { cwd: folder });
  addPrograms(folder);
  return resultOf(run(process.execPath, ['main.mjs'], { cwd: folder }));
});
await row('two clones, packed', () => {
  const hashes = ['a', 'another-name'].map((name) => {
    const clone = join(newFolder(), name);
    mustRun('git', ['clone', '--quiet', ROOT, clone]);
    const file = mustRun('npm', ['pack'], { cwd: clone }).trim().split('\n').at(-1);
    return createHash('sha256').update(readFileSync(join(clone, file))).digest('hex');
  });
  if (hashes[0] !== hashes[1]) throw new Error('they differ');
  return { note: `the same bytes, ${hashes[0]}` };
});
finish();
