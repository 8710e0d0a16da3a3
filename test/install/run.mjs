/** `npm run check:install`: checks of the package where it is installed, all or those that are named. What they need beside Node and npm
 *  comes from the registry into build/install; no part of `npm test`. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { HERE } from './common.mjs';

const KNOWN = ['package', 'runners', 'runtimes', 'managers'];
const named = process.argv.slice(2);
const unknown = named.find((name) => !KNOWN.includes(name));
if (unknown !== undefined) {
  console.error(`there is no check '${unknown}': expected ${KNOWN.join(', ')}`);
  process.exit(2);
}
for (const name of named.length > 0 ? named : KNOWN) {
  const { status } = spawnSync(process.execPath, [join(HERE, `${name}.mjs`)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
