/** `npm run bench -- import`: what a program waits for before its first line: processes that load the package, and choose a machine,
 *  beside processes that do nothing, in turns. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { report, type Row } from './report.ts';
import { median } from './timing.ts';

const PROCESSES = 20;

interface Case {
  readonly name: string;
  readonly code: string;
  /** The case that does the same but for the package. */
  readonly beside: string;
  readonly machine?: 'native' | 'wasm';
  readonly module?: boolean;
}

/** What Node itself takes to import a file of CommonJS, as the package has them. */
const folder = mkdtempSync(join(tmpdir(), 'myelin-import-'));
const EMPTY = join(folder, 'empty.cjs');
writeFileSync(EMPTY, '');

const CHOOSE = "import { backend } from 'myelin'; backend()";
const CASES: readonly Case[] = [
  { name: 'node -e 0', code: '0', beside: 'node -e 0' },
  { name: 'require', code: "require('myelin')", beside: 'node -e 0' },
  { name: 'require, native', code: "require('myelin').backend()", beside: 'node -e 0', machine: 'native' },
  { name: 'require, wasm', code: "require('myelin').backend()", beside: 'node -e 0', machine: 'wasm' },
  { name: 'an empty module', code: '0', beside: 'an empty module', module: true },
  { name: 'import of an empty file', code: `import ${JSON.stringify(EMPTY)}`, beside: 'an empty module', module: true },
  { name: 'import', code: "import 'myelin'", beside: 'an empty module', module: true },
  { name: 'import, native', code: CHOOSE, beside: 'an empty module', machine: 'native', module: true },
  { name: 'import, wasm', code: CHOOSE, beside: 'an empty module', machine: 'wasm', module: true },
];

/** Milliseconds of the clock and of processors that one process takes. */
function time({ code, machine, module = false }: Case): readonly [clock: number, processor: number] {
  const told = `${code}; process.on('exit', () => process._rawDebug(Object.values(process.cpuUsage()).reduce((a, b) => a + b) / 1000))`;
  const env = { ...process.env, MYELIN_BACKEND: machine ?? '' };
  const begun = performance.now();
  const flags = module ? ['--input-type=module'] : [];
  const { status, stderr } = spawnSync(process.execPath, [...flags, '-e', told], { env, encoding: 'utf8' });
  const clock = performance.now() - begun;
  if (status !== 0) throw new Error(stderr);
  return [clock, Number(stderr.trim().split('\n').at(-1))];
}

const times = new Map(CASES.map((each): [string, (readonly [number, number])[]] => [each.name, []]));
for (let turn = 0; turn < PROCESSES; turn++) for (const each of CASES) times.get(each.name)!.push(time(each));
rmSync(folder, { recursive: true });
const of = (name: string, which: 0 | 1): number => median(times.get(name)!.map((pair) => pair[which]));

report(
  'import',
  CASES.map(({ name, beside }): Row => ({
    what: name,
    'clock ms': of(name, 0),
    'above empty': of(name, 0) - of(beside, 0),
    'processor ms': of(name, 1),
    'of that above empty': of(name, 1) - of(beside, 1),
  })),
  `Medians of ${PROCESSES} processes, in turns. Above empty: beyond a process that does nothing, started in the same way. On a busy ` +
  'machine the time of the processor is the one to read.',
);
