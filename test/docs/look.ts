/** What of a page can be looked at without running it: programs of other tools, words of npm, variables. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import type { Block } from './page.ts';
import { ROOT } from './page.ts';

const { name, scripts, dependencies, peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as
  { name: string } & Record<'scripts' | 'dependencies' | 'peerDependencies', Record<string, string>>;

const linesOf = (code: string): string[] =>
  code.replaceAll(/\\\n/g, ' ').split('\n').map((line) => line.replace(/(^| +)#.*$/, '')).filter((line) => line !== '');

/** What is wrong with a line that calls npm: a script that package.json has not, a package that myelin does not ask for. */
function wrongWithNpm(line: string): string[] {
  const [verb, ...words] = line.replace(/^(?:\w+=\S+ +)*npm +/, '').split(/ +/);
  if (verb === 'run' || verb === 'test' || verb === 'start') {
    const script = verb === 'run' ? words[0]! : verb;
    return script in scripts ? [] : [`package.json has no script ${script}: ${line}`];
  }
  if (verb === 'init' || verb === 'ci') return [];
  if (verb !== 'i' && verb !== 'install') return [`no test knows npm ${verb}: ${line}`];
  const known = [name, ...Object.keys(dependencies), ...Object.keys(peerDependencies)];
  return words.filter((word) => !word.startsWith('-') && !known.includes(word)).map((word) => `myelin uses no package ${word}: ${line}`);
}

const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
let read: ReadonlySet<string> | undefined;
/** Names of environment variables that sources name. */
function variables(): ReadonlySet<string> {
  return (read ??= new Set(sources.flatMap((path) => readFileSync(join(ROOT, 'src', path), 'utf8').match(/\b[A-Z][A-Z_]{4,}\b/g) ?? [])));
}

/** @returns what is wrong with words of npm and with variables in command lines */
export function wrongWithLines(code: string): string[] {
  return linesOf(code).flatMap((line) => [
    ...(/^(?:\w+=\S+ +)*npm /.test(line) ? wrongWithNpm(line) : []),
    ...[...line.matchAll(/(?:^|\s)([A-Z][A-Z_]+)=/g)].flatMap(([, variable]) =>
      variables().has(variable!) ? [] : [`src reads no variable ${variable}: ${line}`]),
  ]);
}

const parsers: Readonly<Record<string, (code: string) => unknown>> = {
  js: (code) => parseAst(code, { lang: 'jsx' }),
  json: (code) => JSON.parse(code.replace(/^\/\/.*\n/, '')),
  html: (code) => [...code.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)].map(([, attributes, script]) =>
    /type="[^"]*json|type="importmap"/.test(attributes!) ? JSON.parse(script!) : parseAst(script!)),
  sh: (code) => {
    const { stderr } = spawnSync('sh', ['-n'], { input: code, encoding: 'utf8' });
    if (stderr !== '') throw new Error(stderr);
  },
  // Where there is a Python.
  python: (code) => {
    const program = 'import ast, sys; ast.parse(sys.stdin.read())';
    const { status, stderr } = spawnSync('python3', ['-c', program], { input: code, encoding: 'utf8' });
    if (status !== 0 && stderr !== null) throw new Error(stderr);
  },
};

/** Parses a block that is no program of myelin's users alone.
 *  @throws {Error} if it is wrong, or of a kind that nothing reads */
export function parse({ kind, code }: Block): void {
  const parser = parsers[kind];
  if (parser === undefined) throw new Error(`no test reads blocks of the kind '${kind}'`);
  parser(code);
}

/** @returns whether a script of package.json runs a file beside which `page` is named */
export function runs(script: string, page: string): boolean {
  const path = [...(scripts[script] ?? '').matchAll(/node (\S+\.mjs)/g)].at(-1)?.[1];
  if (path === undefined) return false;
  const folder = join(ROOT, dirname(path));
  return readdirSync(folder).some((file) => /\.(mjs|ts)$/.test(file) && readFileSync(join(folder, file), 'utf8').includes(page));
}
