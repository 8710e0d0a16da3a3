/** The table of docs/first-hour.md: from the installation to a first trained network, and what mistakes are told, beside other libraries.
 *  `npm run first-hour [-- --python=PATH]`; Keras is left out if PATH, by default python3, has no keras. Packages go to a temporary folder.
 *  The first row is a check: an error if it takes more than a minute from `npm i` of the tarball to a trained network. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = join(HERE, '..', '..');
const python = process.argv.find((arg) => arg.startsWith('--python='))?.slice('--python='.length) ?? 'python3';
const folder = mkdtempSync(join(tmpdir(), 'myelin-first-hour-'));
/** The addon of this machine, where it was built: published, a package for the platform brings it. */
const addon = join(ROOT, 'build', 'Release', 'myelin.node');
const native = existsSync(addon) ? { MYELIN_NATIVE_PATH: addon } : {};
const env = { ...process.env, ...native, KERAS_BACKEND: 'tensorflow', CUDA_VISIBLE_DEVICES: '', TF_CPP_MIN_LOG_LEVEL: '3', NO_COLOR: '1' };

function run(command, args, cwd = folder) {
  const begun = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, encoding: 'utf8', shell: process.platform === 'win32' });
  return { ok: status === 0 && error === undefined, text: `${stdout}${stderr}`, stdout, seconds: (performance.now() - begun) / 1000 };
}

function mustRun(command, args, cwd) {
  const done = run(command, args, cwd);
  if (!done.ok) throw new Error(`${command} ${args.join(' ')}: ${done.text}`);
  return done;
}

/** Measures of birds of three kinds, some missing. */
function birds() {
  const kinds = [['Adelie', 38.8, 18.3, 3700, 'Torgersen'], ['Chinstrap', 48.8, 18.4, 3730, 'Dream'], ['Gentoo', 47.5, 15, 5080, 'Biscoe']];
  const swing = (i, by) => by * Math.sin(i * 12.9898) * Math.cos(i * 78.233);
  const rows = Array.from({ length: 333 }, (_, i) => {
    const [kind, bill, depth, mass, island] = kinds[i % 3];
    const cells = [(bill + swing(i, 4)).toFixed(1), (depth + swing(i + 7, 1.5)).toFixed(1), (mass + swing(i + 13, 500)).toFixed(0)];
    if (i % 29 === 0) cells[i % 2] = '';
    return [...cells, i % 5 === 0 ? 'Biscoe' : island, kind].join(',');
  });
  return `bill,depth,mass,island,species\n${rows.join('\n')}\n`;
}

/** Lines of a program that are typed. */
const linesOf = (name) => readFileSync(join(HERE, name), 'utf8').split('\n').filter((line) => line.trim() !== '').length;
const shortened = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
const cell = (text) => text.replaceAll('|', '\\|');
/** The last line of what an error says, or the message of Node's report of it. */
function lastWords(text) {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const said = lines.filter((line) => /^(\[?\w*(Error|Exception)\b.*:|\w+: )/.test(line) && !/^Node\.js|^at |warning/i.test(line));
  return shortened((said[0] ?? lines.at(-1) ?? '').replace(/^\w*Error( \[\w+\])?: /, ''), 260);
}

writeFileSync(join(folder, 'birds.csv'), birds());
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
const PROGRAMS = ['myelin.mjs', 'birds_keras.py', 'tfjs.mjs', 'brain.cjs', 'mistakes.mjs', 'mistakes.py'];
for (const name of PROGRAMS) copyFileSync(join(HERE, name), join(folder, name));
const npm = (...args) => mustRun('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error']);

const tarball = mustRun('npm', ['pack', ROOT, '--ignore-scripts', '--silent']).stdout.trim().split('\n').at(-1);
const installed = { myelin: npm('i', `./${tarball}`).seconds };
const first = mustRun('npx', ['myelin', 'train', 'birds.csv']);
const whole = installed.myelin + first.seconds;
if (whole > 60) throw new Error(`the first network took ${whole.toFixed(0)} s`);
console.log(`From \`npm i ${tarball}\` to a trained network, \`npx myelin train birds.csv\`: ${whole.toFixed(1)} s\n`);
installed.tfjs = npm('i', '@tensorflow/tfjs').seconds;
installed['brain.js'] = npm('i', 'brain.js', '--ignore-scripts').seconds;

const hasKeras = run(python, ['-c', 'import keras']).ok;
const programs = [
  { name: 'myelin, the command', command: ['npx', 'myelin', 'train', 'birds.csv', '--overwrite'], lines: 1 },
  { name: 'myelin, a program', command: ['node', 'myelin.mjs'], lines: linesOf('myelin.mjs') },
  ...(hasKeras ? [{ name: 'Keras', command: [python, 'birds_keras.py'], lines: linesOf('birds_keras.py') }] : []),
  { name: 'TensorFlow.js', command: ['node', 'tfjs.mjs'], lines: linesOf('tfjs.mjs') },
  { name: 'brain.js', command: ['node', 'brain.cjs'], lines: linesOf('brain.cjs') },
];
console.log('| library | lines to type | seconds to a result | lines shown | the result |\n|---|--:|--:|--:|---|');
for (const { name, command: [program, ...args], lines } of programs) {
  const { seconds, text, stdout } = mustRun(program, args);
  const linesIn = (all) => all.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const result = cell(shortened(linesIn(stdout).at(-1).trim(), 70));
  console.log(`| ${name} | ${lines} | ${seconds.toFixed(1)} | ${linesIn(text).length} | ${result} |`);
}

const MISTAKES = ['a row that is short', 'a cell of text', 'a loss misspelt', 'await forgotten'];
console.log('\n| mistake | library | what is said |\n|---|---|---|');
for (const mistake of MISTAKES) {
  for (const [name, library] of [['myelin', 'myelin'], ['Keras', 'keras'], ['TensorFlow.js', 'tfjs'], ['brain.js', 'brain.js']]) {
    if (library === 'keras' && (!hasKeras || mistake === 'await forgotten')) continue;
    if (library === 'brain.js' && mistake === 'await forgotten') continue;
    const [program, ...args] = library === 'keras' ? [python, 'mistakes.py', mistake] : ['node', 'mistakes.mjs', library, mistake];
    const { ok, text, stdout } = run(program, args);
    const said = ok ? `nothing; the program prints ${shortened(stdout.trim().replaceAll(/\s+/g, ' '), 100)}` : lastWords(text);
    console.log(`| ${mistake} | ${name} | ${cell(said)} |`);
  }
}
rmSync(folder, { recursive: true, force: true });
