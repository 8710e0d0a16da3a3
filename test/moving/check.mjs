/** The programs of other libraries in docs/from-keras.md, docs/from-tensorflowjs.md and docs/from-brainjs.md, run as they stand, and
 *  what they print compared with what stands beside: `npm run check:moving [-- --python=PATH]`. TensorFlow.js and brain.js are installed
 *  into build/moving; Keras is looked for in PATH, by default python3. The programs of myelin on these pages are run by
 *  test/guide.test.ts. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(ROOT, 'build', 'moving');
const python = process.argv.find((arg) => arg.startsWith('--python='))?.slice('--python='.length) ?? 'python3';
const env = { ...process.env, KERAS_BACKEND: 'tensorflow', CUDA_VISIBLE_DEVICES: '', TF_CPP_MIN_LOG_LEVEL: '3' };

function run(command, args) {
  const options = { cwd: folder, env, encoding: 'utf8', shell: process.platform === 'win32' && command === 'npm' };
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  return { ok: status === 0 && error === undefined, stdout: stdout ?? '', text: `${stdout ?? ''}${error?.message ?? stderr}` };
}

/** Blocks of a language on a page. */
const blocksOf = (page, language) =>
  [...readFileSync(join(ROOT, 'docs', page), 'utf8').matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .flatMap(([, kind, code]) => (kind === language ? [code] : []));

/** What a program says that it prints, in comments behind the calls. */
const expectedOf = (code, call, sign) =>
  code.split('\n').flatMap((line) => (line.includes(call) ? [line.split(`  ${sign} `)[1] ?? `no comment behind: ${line}`] : []));

const PYTHON = { language: 'python', suffix: 'py', command: python, call: 'print(', sign: '#' };
const NODE = { language: 'js', suffix: 'mjs', command: process.execPath, call: 'console.log(', sign: '//' };
const LIBRARIES = [
  { name: 'Keras', page: 'from-keras.md', ...PYTHON },
  { name: 'TensorFlow.js', page: 'from-tensorflowjs.md', ...NODE },
  { name: 'brain.js', page: 'from-brainjs.md', ...NODE },
];

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), '{ "private": true }');
const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
const installed = run('npm', ['i', '@tensorflow/tfjs@4.22.0', 'brain.js@1.6.1', ...quiet]);
if (!installed.ok) throw new Error(`npm cannot install TensorFlow.js and brain.js: ${installed.text}`);

let failed = false;
for (const { name, page, language, suffix, command, call, sign } of LIBRARIES) {
  if (name === 'Keras' && !run(command, ['-c', 'import keras']).ok) {
    console.log(`${name.padEnd(14)} not run: ${command} has no keras. Give --python=PATH, after \`pip install keras tensorflow\``);
    continue;
  }
  for (const [i, code] of blocksOf(page, language).entries()) {
    const file = `${name.replace(/\W/g, '').toLowerCase()}-${i + 1}.${suffix}`;
    writeFileSync(join(folder, file), code);
    const expected = expectedOf(code, call, sign);
    const { ok, stdout, text } = run(command, [file]);
    // TensorFlow.js advertises its bindings before it begins.
    const printed = stdout.split('\n').map((line) => line.trimEnd()).filter((line) => line !== '').slice(-expected.length);
    const right = ok && expected.length > 0 && printed.join('\n') === expected.join('\n');
    const verdict = right ? 'prints what stands beside it' : `FAILED\n${text}\nexpected:\n${expected.join('\n')}`;
    console.log(`${name.padEnd(14)} ${page}, program ${i + 1}: ${verdict}`);
    failed ||= !right;
  }
}
process.exitCode = failed ? 1 : 0;
