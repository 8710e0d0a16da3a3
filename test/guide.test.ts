/** Every block of code of README.md, of GUIDE.md and of the pages in docs:
 *
 *  - `ts`: the blocks of a section are one module, which is type-checked against the built package as a user's compiler does it, then
 *    run. What a line prints stands beside it, `console.log(x); // 1`, or in a block `text` behind it.
 *  - `sh`: command lines, which a shell runs; `npx myelin` is the command as it was built. Scripts of `npm run`, packages and variables
 *    are looked up. A block `text` behind them is what they print; `...` stands for any lines, or the rest of one.
 *  - any other kind with the name of a file, ```` ```csv birds.csv ````, or `// app.mjs` as its first line: a file beside these.
 *  - programs of other tools: only in a page that says "run as it stands by `npm run NAME`", a script that names the page; here
 *    they are parsed, and so are the command lines of such a page.
 *
 *  The sections of a page run one after another in a folder of its own, so that later ones find files of those before. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asShown, expectedOf } from './docs/expected.ts';
import { parse, runs, wrongWithLines } from './docs/look.ts';
import { lostAnchors, PAGES, ROOT, sectionsOf, textOf } from './docs/page.ts';
import type { Outcome } from './docs/run.ts';
import { isRun, prepare, runAll } from './docs/run.ts';

const sections = PAGES.flatMap(sectionsOf).map((section) => ({ ...section, name: `${section.page}: ${section.title}` }));
const ran = sections.filter(isRun);
const parsed = sections.filter((section) => section.blocks.some(({ kind }) => kind !== 'ts') && section.script !== undefined);

let folder = '';
let typeErrors = '';
let outcomes: ReadonlyMap<object, readonly Outcome[]> = new Map();

beforeAll(async () => {
  // Within the package, so that it finds itself by its name.
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  folder = mkdtempSync(join(ROOT, 'build', 'guide-'));
  typeErrors = prepare(folder, sections);
  outcomes = await runAll(folder, sections);
}, 3_600_000);

afterAll(() => rmSync(folder, { recursive: true }));

test.each(PAGES)('%s: blocks of code are fenced, sections have titles of their own, nothing is left that is not run', (page) => {
  const text = textOf(page);
  const own = sections.filter((section) => section.page === page);
  const blocks = own.flatMap((section) => section.blocks);
  const programs = blocks.filter(({ kind, file }) => file === undefined && (kind === 'ts' || kind === 'sh'));
  expect(text.match(/^ *```/gm) ?? [], 'fences begin their lines, in pairs').toHaveLength(2 * blocks.length);
  expect(text.replaceAll(/^```.*?^```$/gms, '').match(/\n\n {4}.*/g) ?? [], 'code in no fence is not run').toEqual([]);
  expect(new Set(own.map(({ title }) => title)).size).toBe(own.length);
  for (const { blocks: mine, script, name } of own) {
    const kinds = mine.filter(({ kind, file }) => !['ts', 'sh', 'text'].includes(kind) && file === undefined).map(({ kind }) => kind);
    if (script === undefined) expect(kinds, `${name}: blocks that nothing runs`).toEqual([]);
    const unused = mine.filter(({ file }) => file !== undefined && !programs.some(({ code }) => code.includes(file)));
    if (script === undefined) expect(unused, `${name}: files that nothing reads`).toEqual([]);
  }
});

test.each(PAGES)('%s: links lead to sections that are there', (page) => expect(lostAnchors(page)).toEqual([]));

test('types are right', () => expect(typeErrors).toBe(''));

// Not test.each, which shortens names.
for (const section of ran) {
  test(`${section.name}`, () => {
    for (const { kind, status, printed, errors } of outcomes.get(section)!) {
      const expected = expectedOf(section.blocks, kind);
      expect(errors).toBe('');
      if (status !== 0) expect(printed, `exit code ${status}`).toBe('');
      if (kind === 'ts') expect(expected.length).toBeGreaterThan(0);
      if (expected.length > 0) expect(asShown(printed, expected)).toEqual(expected);
      expect(status).toBe(0);
    }
    expect(section.blocks.flatMap(({ kind, code }) => (kind === 'sh' ? wrongWithLines(code) : []))).toEqual([]);
  });
}

for (const { name, page, blocks, script } of parsed) {
  test(`${name}: parsed here, run by npm run ${script}`, () => {
    expect(runs(script!, page)).toBe(true);
    for (const block of blocks) if (block.kind !== 'ts') expect(() => parse(block), block.code).not.toThrow();
  });
}
