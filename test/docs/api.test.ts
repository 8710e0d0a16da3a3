/** docs/api.md has every public name, and no other. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as api from '../../src/index.ts';

const sections = new Map(
  readFileSync('docs/api.md', 'utf8').split(/^## /m).slice(1).map((text) => [text.split('\n')[0]!, text.replaceAll(/^```.*?^```$/gms, '')]),
);

const namespaces = Object.entries(api).filter(([name, value]) => typeof value === 'object' && name !== 'declaration' && name !== 'space');

test.each(namespaces)('%s: a section has its names', (name, values) => {
  const title = `${name[0]!.toUpperCase()}${name.slice(1)}`;
  const named = new Set([...sections.get(title)!.matchAll(/`(\w+)`/g)].map(([, word]) => word!));
  expect(Object.keys(values).filter((word) => !named.has(word))).toEqual([]);
});

test('a name that stands alone in a list is there', () => {
  for (const [name, values] of namespaces) {
    const title = `${name[0]!.toUpperCase()}${name.slice(1)}`;
    const lists = [...sections.get(title)!.matchAll(/`(\w+)`(?= `| *$|, `)/gm)].map(([, word]) => word!);
    expect(lists.filter((word) => !Object.hasOwn(values, word))).toEqual([]);
  }
});

test('the other names stand somewhere on the page', () => {
  const words = new Set([...[...sections.values()].join('').matchAll(/`([\w.]+)/g)].map(([, word]) => word!));
  const others = Object.keys(api).filter((name) => !namespaces.some(([namespace]) => namespace === name));
  expect(others.filter((name) => !words.has(name) && ![...words].some((word) => word.startsWith(`${name}.`)))).toEqual([]);
});
