/** Memory of threads in native kernels: see OF_THREAD in native/kernels/scratch.inl.h. Within another function, clang would lose numbers in
 *  the registers from the 16th on when a thread asks for its memory first, which no run on threads that asked before can show. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const FOLDER = 'native/kernels';
const lines = readdirSync(FOLDER).flatMap((name) => {
  const text = readFileSync(`${FOLDER}/${name}`, 'utf8').split('\n');
  return text.flatMap((line, i) => (line.includes('thread_local') ? [{ where: `${name}:${i + 1}`, head: text[i - 1]! }] : []));
});

test('every kernel finds memory of its thread in a function of its own', () => {
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter(({ head }) => !head.startsWith('OF_THREAD ')).map(({ where }) => where)).toEqual([]);
});
