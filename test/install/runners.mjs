/** `npm run check:install -- runners`: the packed package in test runners, which load modules by rules of their own: jest in its default
 *  mode and with modules, vitest in every pool. Each test file has a realm of its own in some of them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finish, headline, mustRun, packed, project, resultOf, row, run, tool } from './common.mjs';

const folder = project(packed());
/** A test that trains on arrays which it makes itself, and writes what came of it where the check reads it. */
const body = `
  const result = await program(myelin);
  const { layers, sequential } = myelin;
  const net = sequential([layers.dense({ units: 1 })], { seed: 1 });
  net.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  const x = { data: new Float32Array([1, 2, 3, 4]), shape: [4, 1] };
  const { history } = await net.fit(x, new Float32Array([2, 4, 6, 8]), { epochs: 2 });
  expect(history.loss).toHaveLength(2);
  require('node:fs').writeFileSync(process.env.RESULT, 'result ' + JSON.stringify(result));`;
const required = "const myelin = require('myelin');\nconst program = require('./program.cjs');\n";
const imported = `import * as myelin from 'myelin';
import { createRequire } from 'node:module';
import program from './program.cjs';
const require = createRequire(import.meta.url);\n`;
writeFileSync(join(folder, 'jest.test.cjs'), `${required}test('trains', async () => {${body}\n});\n`);
writeFileSync(join(folder, 'jest.test.mjs'), `${imported}test('trains', async () => {${body}\n});\n`);
writeFileSync(join(folder, 'vitest.test.mjs'), `${imported}test('trains', async () => {${body}\n});\n`);
const settings = { testMatch: ['**/jest.test.*'], transform: {}, moduleFileExtensions: ['mjs', 'cjs', 'js'] };
writeFileSync(join(folder, 'jest.config.json'), JSON.stringify(settings));

/** Runs a test file, which writes its result into a file. */
const tests = (name, machine, command, env = {}) =>
  row(`${name}, ${machine}`, () => {
    const file = join(folder, 'result.txt');
    writeFileSync(file, '');
    const given = { ...process.env, ...env, MYELIN_BACKEND: machine, RESULT: file };
    const { status, said } = run(process.execPath, command(), { cwd: folder, env: given });
    if (status !== 0) throw new Error(said.slice(-1500));
    return resultOf({ stdout: readFileSync(file, 'utf8'), said });
  });

/** Milliseconds of a test: on a busy machine the usual five seconds are too few. */
const PATIENCE = '--testTimeout=120000';
const config = ['--rootDir', folder, '--config', join(folder, 'jest.config.json'), PATIENCE];
const jest = (file) => () => [tool('jest@30', 'jest/bin/jest.js'), ...config, file];
const vitest = (pool) => () => {
  // vitest is found from the test file.
  mustRun('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', 'vitest@4'], { cwd: folder });
  return [join(folder, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--globals', '--pool', pool, PATIENCE, 'vitest.test.mjs'];
};
headline('jest, vitest');
for (const machine of ['native', 'wasm']) {
  await tests('jest, require', machine, jest('jest.test.cjs'));
  await tests('jest, import', machine, jest('jest.test.mjs'), { NODE_OPTIONS: '--experimental-vm-modules' });
  for (const pool of ['forks', 'threads', 'vmForks', 'vmThreads']) await tests(`vitest, ${pool}`, machine, vitest(pool));
}
finish();
