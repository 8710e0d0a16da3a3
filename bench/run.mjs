/** `npm run bench`: compiles this folder, then runs the benchmarks and checks that are named, or the two benchmarks that
 *  need nothing else installed. Options go to all of them; what follows `versus`, to it alone. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, symlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const OURS = ['kernels', 'models'];
const KNOWN = [
  ...OURS, 'gemm', 'inference', 'rows', 'optimizers', 'extras', 'second-order', 'normalization', 'planning', 'life', 'versus',
  'sanitize', 'arm64', 'instructions', 'keras', 'conv', 'attention', 'against', 'memory', 'generate', 'beside', 'shares', 'streams',
  'terminate', 'import', 'chains', 'prebuilt', 'foreign', 'fuzz', 'soak', 'level', 'kills', 'csv',
];
const OUT = 'dist-bench';

const args = process.argv.slice(2);
const own = args[0] === 'versus' ? args.splice(1) : [];
const options = [...args.filter((arg) => arg.startsWith('-')), ...own];
const named = args.filter((arg) => !arg.startsWith('-'));
const unknown = named.find((name) => !KNOWN.includes(name));
if (unknown !== undefined) {
  console.error(`there is no '${unknown}': expected ${KNOWN.join(', ')}`);
  process.exit(2);
}

function node(...args) {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

node('node_modules/typescript/bin/tsc', '-p', 'bench/tsconfig.json');
// The compiled sources look for the addon where they would find it from src.
for (const folder of ['build', 'prebuilds']) {
  if (existsSync(folder) && !existsSync(`${OUT}/${folder}`)) symlinkSync(resolve(folder), `${OUT}/${folder}`, 'junction');
}
// By it they know that they are this package, and no bundle.
copyFileSync('package.json', `${OUT}/package.json`);
for (const name of named.length > 0 ? named : OURS) node(`${OUT}/bench/${name}.js`, ...options);
