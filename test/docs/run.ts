/** Runs the sections of pages: a page has a folder of its own, in which its sections run one after another, as its reader types them. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Section } from './page.ts';
import { ROOT } from './page.ts';

/** Pages that run at a time, on one thread each: results do not depend on how many there are. */
const AT_ONCE = 2;
/** Milliseconds after which a program hangs, however busy the machine is. */
const TOO_LONG = 600_000;

/** What came of the program of a section, or of its command lines. */
export interface Outcome {
  readonly kind: 'ts' | 'sh';
  readonly status: number | null;
  readonly printed: string;
  readonly errors: string;
}

const nameOf = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
const folderOf = (folder: string, page: string): string => join(folder, nameOf(page.replace('.md', '')));
/** The file of a section's program, without what ends its name. */
const moduleOf = (folder: string, { page, title }: Section): string => join(folderOf(folder, page), nameOf(title));

const codeOf = ({ blocks }: Section, kind: string): string =>
  blocks.filter((block) => block.kind === kind).map(({ code }) => code).join('');

export const isRun = ({ blocks, script }: Section): boolean =>
  blocks.some(({ kind }) => kind === 'ts' || (kind === 'sh' && script === undefined));

/** Writes the files of all sections, and checks the types of their programs against the built package, as a user's compiler does.
 *  @returns what the compiler finds wrong, with names of sections */
export function prepare(folder: string, sections: readonly Section[]): string {
  const programs = sections.filter((section) => codeOf(section, 'ts') !== '');
  for (const { page, blocks, script } of sections) {
    mkdirSync(folderOf(folder, page), { recursive: true });
    for (const { file, code } of script === undefined ? blocks : []) {
      if (file === undefined) continue;
      mkdirSync(dirname(join(folderOf(folder, page), file)), { recursive: true });
      writeFileSync(join(folderOf(folder, page), file), code);
    }
  }
  for (const section of programs) writeFileSync(`${moduleOf(folder, section)}.mts`, codeOf(section, 'ts'));
  const args = [
    '--ignoreConfig', '--strict', '--target', 'es2023', '--module', 'nodenext', '--types', 'node', '--skipLibCheck',
    ...programs.map((section) => `${moduleOf(folder, section)}.mts`),
  ];
  const tsc = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...args], { cwd: ROOT, encoding: 'utf8' });
  return tsc.stdout + tsc.stderr;
}

/** In the place of what npm brings: `npx myelin` is the built command; other words of npm do nothing, for the test looks at them. */
function tools(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const command = `[ "$1" = myelin ] || { echo "npx $1: no test runs this" >&2; exit 2; }
shift
exec '${process.execPath}' '${join(ROOT, 'dist/node/myelin.cjs')}' "$@"`;
  for (const [name, text] of [['npx', command], ['npm', 'exit 0']] as const) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

/** Where no addon is built, WebAssembly is asked for, so that it does not warn. */
const native = existsSync(join(ROOT, 'build/Release/myelin.node')) || process.env['MYELIN_NATIVE_PATH'] !== undefined;
const MACHINE = { MYELIN_NUM_THREADS: '1', ...(native ? {} : { MYELIN_BACKEND: 'wasm' }) };

function run(program: string, args: readonly string[], cwd: string, path: string): Promise<Omit<Outcome, 'kind'>> {
  const child = spawn(program, args, {
    cwd, timeout: TOO_LONG, stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...MACHINE, PATH: [path, dirname(process.execPath), process.env['PATH']].join(delimiter) },
  });
  let [printed, errors] = ['', ''];
  child.stdout.on('data', (text) => (printed += text));
  child.stderr.on('data', (text) => (errors += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, printed, errors }));
  });
}

/** What a terminal shows of command lines: results and messages in their order, until one fails. */
const inShell = (code: string, cwd: string, path: string): ReturnType<typeof run> => run('sh', ['-ec', `exec 2>&1\n${code}`], cwd, path);

/** Runs the program of a section and its command lines, in their order. */
async function runSection(section: Section, folder: string, path: string): Promise<Outcome[]> {
  const cwd = folderOf(folder, section.page);
  const parts: Outcome[] = [];
  for (const kind of new Set(section.blocks.map((block) => block.kind))) {
    if (kind === 'ts') parts.push({ kind, ...await run(process.execPath, [`${moduleOf(folder, section)}.mjs`], cwd, path) });
    if (kind === 'sh' && section.script === undefined) parts.push({ kind, ...await inShell(codeOf(section, kind), cwd, path) });
  }
  return parts;
}

/** Runs all sections that have something to run, some pages at a time, those of most sections first. */
export async function runAll(folder: string, sections: readonly Section[]): Promise<ReadonlyMap<Section, readonly Outcome[]>> {
  const path = tools(folder);
  const names = [...new Set(sections.filter(isRun).map(({ page }) => page))];
  const pages = names.map((name) => sections.filter((section) => section.page === name && isRun(section)))
    .toSorted((a, b) => b.length - a.length);
  const outcomes = new Map<Section, Outcome[]>();
  const work = async (): Promise<void> => {
    for (let page = pages.shift(); page !== undefined; page = pages.shift()) {
      for (const section of page) outcomes.set(section, await runSection(section, folder, path));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcomes;
}
