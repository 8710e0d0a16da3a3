/** Build step: the program of the workers as a TypeScript constant. Its text must be that of the source, not `Function.toString` of what
 *  runs: bundlers and tools that measure coverage put calls of helpers into functions, which a worker does not have. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'myelin-worker-'));
const { status, stdout, stderr } = spawnSync(process.execPath, [
  join(root, 'node_modules/typescript/bin/tsc'), '--ignoreConfig', '--noCheck', '--removeComments', '--target', 'es2022', '--module',
  'es2022', '--outDir', out, join(root, 'src/backend/wasm-worker.ts'),
], { encoding: 'utf8' });
if (status !== 0) {
  console.error(stdout + stderr);
  process.exit(1);
}
const text = readFileSync(join(out, 'wasm-worker.js'), 'utf8').replaceAll(/^export /gm, '');
rmSync(out, { recursive: true });
const folder = join(root, 'src/backend/gen');
mkdirSync(folder, { recursive: true });
writeFileSync(
  join(folder, 'worker-source.ts'),
  `// GENERATED from src/backend/wasm-worker.ts by assembly/embed-worker.mjs (npm run setup). Do not edit.
/** The text from which Node starts a worker. */
export const WORKER_SOURCE: string = ${JSON.stringify(`${text}wasmWorker(require('node:worker_threads'), CONTROL);\n`)};
`,
);
