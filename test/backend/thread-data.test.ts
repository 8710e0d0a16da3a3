/** What each thread has of the addon's data is taken when the thread first runs there; where there is no memory for it, the system ends the
 *  process. So it must be next to nothing. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ADDON = 'build/Release/myelin.node';
/** @source elf(5), PT_TLS */
const THREAD_DATA = 7;

test.skipIf(process.platform !== 'linux' || !existsSync(ADDON))('the addon has at most a kilobyte of data for each thread', () => {
  const file = readFileSync(ADDON);
  expect(file.readUInt32BE(0)).toBe(0x7f454c46);
  const [at, size, count] = [Number(file.readBigUInt64LE(32)), file.readUInt16LE(54), file.readUInt16LE(56)];
  const headers = Array.from({ length: count }, (_, i) => file.subarray(at + i * size, at + (i + 1) * size));
  const bytes = headers.filter((h) => h.readUInt32LE(0) === THREAD_DATA).map((h) => Number(h.readBigUInt64LE(40)));
  expect(bytes.length).toBeLessThan(2);
  expect(bytes[0] ?? 0).toBeLessThan(1025);
});

const prlimit = spawnSync('prlimit', ['--version']).status === 0;
/** Products under a limit of memory that leaves so many bytes. */
const child = (bytes: number): string => `
  const { execFileSync } = require('node:child_process');
  const { readFileSync } = require('node:fs');
  import(${JSON.stringify(new URL('../../dist/blas/index.js', import.meta.url).href)}).then(({ sgemm }) => {
    const n = 1500;
    const [a, b, c] = [1, 1, 1].map((v) => new Float32Array(n * n).fill(v));
    sgemm('N', 'N', 4, 4, 4, 1, a, 4, b, 4, 0, c, 4);
    const kilobytes = Number(/VmSize:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
    execFileSync('prlimit', ['--pid', String(process.pid), '--as=' + (kilobytes * 1024 + ${bytes})]);
    try {
      sgemm('N', 'N', n, n, n, 1, a, n, b, n, 0, c, n);
      console.log('computed');
    } catch (error) {
      console.log(error.code, error.message.slice(0, 40));
    }
  });`;

test.skipIf(!prlimit || !existsSync(ADDON))('a kernel without memory is an error, and no end of the process (needs prlimit)', () => {
  const env = { ...process.env, MYELIN_BACKEND: 'native', MYELIN_NUM_THREADS: '1' };
  const REFUSED = 'ERR_MYELIN_BACKEND a kernel has no memory to work with, and\n';
  const ended = [1, 2, 1, 2, 1, 2].map((megabytes) => {
    const { stdout, status } = spawnSync(process.execPath, ['-e', child(megabytes * 1e6)], { encoding: 'utf8', env });
    return [stdout, status];
  });
  // Now and then the process has enough memory left that was used before.
  expect(ended.filter(([stdout]) => stdout !== 'computed\n')).toContainEqual([REFUSED, 0]);
  for (const [stdout, status] of ended) expect([status, stdout]).toEqual([0, stdout === REFUSED ? REFUSED : 'computed\n']);
});
