/** docs/errors.md has every class of error, every code of a warning and every finding of `check` that the sources have, and no other. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as api from '../../src/index.ts';

const sections = new Map(readFileSync('docs/errors.md', 'utf8').split(/^## /m).map((text) => [text.split('\n')[0]!, text]));
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, text: readFileSync(`src/${path}`, 'utf8') }));

/** The first cells of the rows of a section's table that are code: their words, and the mark behind the first. */
const rowsOf = (title: string): { name: string; mark: string; second: string | undefined }[] =>
  [...sections.get(title)!.matchAll(/^\| `(\w+)`( \*)? \|(?: `(\w+)` \|)?/gm)]
    .map(([, name, mark, second]) => ({ name: name!, mark: mark ?? '', second }));

test('classes of errors', () => {
  const classes = Object.values(api).flatMap((value) =>
    typeof value === 'function' && value.prototype instanceof api.MyelinError ? [value as new (message: string) => api.MyelinError] : [],
  );
  const rows = rowsOf('Classes of errors');
  const own = rows.filter(({ name }) => name !== 'MyelinError').map(({ name, second }) => `${name} ${second}`);
  expect(own.toSorted()).toEqual(classes.map((kind) => `${kind.name} ${new kind('').code}`).toSorted());
  const codes = sources.flatMap(({ text }) => [...text.matchAll(/(?:super|MyelinError)\(\s*'(ERR_\w+)'/g)].map(([, code]) => code!));
  expect(rows.map(({ second }) => second).toSorted()).toEqual([...new Set(codes)].toSorted());
});

test('codes of warnings, and which of them come once', () => {
  const given = sources.filter(({ path }) => !/^core\/(warn|host)\.ts$|^host\//.test(path)).flatMap(({ path, text }) =>
    [...text.matchAll(/(?<![#\w])(warn|warnOnce)\(\s*(?:['`](MYELIN_\w+)['`])?/g)]
      .map(([, call, code]) => ({ path, once: call === 'warnOnce', code })),
  );
  expect(given.filter(({ code }) => code === undefined), 'a warning whose code is no literal is not found here').toEqual([]);
  const rows = rowsOf('Codes of warnings');
  expect(rows.map(({ name }) => name).toSorted()).toEqual([...new Set(given.map(({ code }) => code))].toSorted());
  const once = new Set(rows.filter(({ mark }) => mark !== '').map(({ name }) => name));
  expect(given.filter((warning) => once.has(warning.code!) !== warning.once)).toEqual([]);
});

test('findings of check', () => {
  const type = /type IssueCode =([^;]*);/.exec(sources.find(({ path }) => path.endsWith('issue.ts'))!.text)![1]!;
  const codes = [...type.matchAll(/'(\w+)'/g)].map(([, code]) => code!);
  expect(codes.length).toBeGreaterThan(10);
  expect(rowsOf('What check finds').map(({ name }) => name).toSorted()).toEqual(codes.toSorted());
});
