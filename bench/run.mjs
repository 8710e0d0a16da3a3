/** `npm run bench`: compiles the benchmarks, then runs those named, or the two that need nothing else installed. */
import { spawnSync } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const OURS = ['kernels', 'models'];
const BENCHMARKS = [...OURS, 'versus'];
const OUT = 'dist-bench';

const named = process.argv.slice(2);
const unknown = named.find((name) => !BENCHMARKS.includes(name));
if (unknown !== undefined) {
  console.error(`there is no benchmark '${unknown}': expected ${BENCHMARKS.join(', ')}`);
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
for (const name of named.length > 0 ? named : OURS) node(`${OUT}/bench/${name}.js`);
