/** `npm test`: types, those of the package, lint, then every test on every machine there is. Ends with one line that counts them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const count = { passed: 0, failed: 0, skipped: 0 };

function run(path, ...args) {
  return spawnSync(process.execPath, [join('node_modules', path), ...args], { stdio: 'inherit' }).status === 0;
}

function check(what, ok) {
  console.log(`${what.padEnd(13)} ${ok ? 'passed' : 'failed'}`);
  count[ok ? 'passed' : 'failed']++;
}

check('types', run('typescript/bin/tsc', '-p', 'tsconfig.test.json'));
// As a user's compiler reads them who does not skip the checks of libraries.
check(
  'declarations',
  run(
    'typescript/bin/tsc', '--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', '--types', 'node',
    'dist/index.d.ts', 'dist/browser.d.ts', 'dist/blas/index.d.ts',
  ),
);
check('lint', run('oxlint/bin/oxlint', '--deny-warnings'));

const folder = mkdtempSync(join(tmpdir(), 'myelin-test-'));
const report = join(folder, 'report.json');
const ok = run(
  'vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`,
  ...process.argv.slice(2),
);
if (existsSync(report)) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  count.passed += numPassedTests;
  count.skipped += numPendingTests + numTodoTests;
  // A file that cannot even be read has no failed test of its own.
  count.failed +=
    numFailedTests +
    testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length;
}
rmSync(folder, { recursive: true });
if (!ok && count.failed === 0) count.failed++;

console.log(`${count.passed} passed, ${count.failed} failed${count.skipped > 0 ? `, ${count.skipped} skipped` : ''}`);
process.exitCode = count.failed > 0 ? 1 : 0;
