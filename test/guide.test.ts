/** The code of GUIDE.md, of pages in docs, and the first program of README.md: what a section shows is one module, which is
 *  type-checked against the built package as a user's compiler does it, then run. What a line prints stands beside it. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

interface Section {
  readonly title: string;
  readonly code: string;
  /** What the code is to print, by its comments. */
  readonly prints: readonly string[];
}

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = ['GUIDE.md', 'docs/bytes.md', 'docs/tables.md'].map((page) => readFileSync(join(root, page), 'utf8'));

/** The other blocks of README.md show parts of programs. */
const [, first] = /^(## From a program.*?^```ts\n.*?^```\n)/ms.exec(readFileSync(join(root, 'README.md'), 'utf8'))!;

const sections = [...pages, first!]
  .flatMap((page) => page.split(/^## /m).slice(1))
  .map((text): Section => {
    const code = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block]) => block!).join('');
    const shown = [...code.matchAll(/^.*console\.log\(.*?;(?: +\/\/ (.*))?$/gm)];
    const prints = shown.map(([line, printed]) => printed ?? `no comment behind: ${line}`);
    return { title: text.split('\n')[0]!, code, prints };
  })
  .filter(({ code }) => code !== '');

let folder = '';
let checked = '';

beforeAll(() => {
  // Within the package, so that it finds itself by its name.
  mkdirSync(join(root, 'build'), { recursive: true });
  folder = mkdtempSync(join(root, 'build', 'guide-'));
  sections.forEach(({ code }, i) => writeFileSync(join(folder, `${i}.mts`), code));
  const args = [
    '--ignoreConfig', '--strict', '--target', 'es2023', '--module', 'nodenext', '--types', 'node', '--skipLibCheck',
    ...sections.map((_, i) => join(folder, `${i}.mts`)),
  ];
  checked = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...args], { cwd: root, encoding: 'utf8' }).stdout;
});

afterAll(() => rmSync(folder, { recursive: true }));

test('every code block of the guide is TypeScript and belongs to a section', () => {
  for (const page of pages) {
    const fences = page.match(/^```.*$/gm)!;
    expect(fences.filter((fence, i) => fence !== (i % 2 === 0 ? '```ts' : '```'))).toEqual([]);
    expect(page.split(/^## /m)[0]).not.toContain('```');
  }
  expect(sections.length).toBeGreaterThan(10);
});

test('its types are right', () => {
  expect(checked.replaceAll(/^.*guide-\w+\/(\d+)\.mts/gm, (_, i: string) => `"${sections[Number(i)]!.title}"`)).toBe('');
});

test.each(sections.map((section, i) => ({ ...section, i })))('$title', ({ prints, i }) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(folder, `${i}.mjs`)], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout.trimEnd().split('\n')).toEqual(prints);
  expect(prints.length).toBeGreaterThan(0);
  expect(status).toBe(0);
});
