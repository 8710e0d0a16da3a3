/** Lines that people write and read end by column 140. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const COLUMNS = 140;
const FOLDERS = ['src', 'native', 'assembly', 'test', 'bench', 'examples'];

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => /\.(ts|mjs|cc|h|py|sh)$/.test(path) && !/[/\\](gen|node_modules)[/\\]/.test(path));

test(`no line of a hand-written file is longer than ${COLUMNS} columns`, () => {
  const scripts = readdirSync('.').filter((path) => path.endsWith('.mjs'));
  const long = [...scripts, ...FOLDERS.flatMap(filesIn)].flatMap((path) =>
    readFileSync(path, 'utf8').split('\n').flatMap((line, i) => (line.length > COLUMNS ? [`${path}:${i + 1}: ${line.length}`] : [])),
  );
  expect(long, 'break these lines').toEqual([]);
});
