/** Threads follow what control groups allow: trees of files as Linux has them, of both versions. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { quota } from '../../src/host/quota.ts';

function quotaAmong(files: Readonly<Record<string, string>>): number {
  const root = mkdtempSync(join(tmpdir(), 'myelin-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return quota(`${root}/`);
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('without groups, or without limits, there is none', () => {
  expect(quotaAmong({})).toBe(Infinity);
  expect(quotaAmong({ 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.max': 'max 100000\n' })).toBe(Infinity);
  expect(quotaAmong({
    'proc/self/cgroup': '1:cpu:/\n0::/\n', 'sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n', 'sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
  })).toBe(Infinity);
});

test('version 2, in a container and outside', () => {
  expect(quotaAmong({ 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.max': '50000 100000\n' })).toBe(0.5);
  expect(quotaAmong({ 'proc/self/cgroup': '0::/a/b\n', 'sys/fs/cgroup/a/b/cpu.max': '300000 100000\n' })).toBe(3);
});

test('a limit around the group of the process holds for it, too', () => {
  expect(quotaAmong({
    'proc/self/cgroup': '0::/a/b/c\n',
    'sys/fs/cgroup/a/b/c/cpu.max': '800000 100000\n',
    'sys/fs/cgroup/a/cpu.max': '150000 100000\n',
  })).toBe(1.5);
});

test('version 1, mounted by one name or by several, beside version 2', () => {
  const limits = (folder: string): Record<string, string> => ({
    [`sys/fs/cgroup/${folder}/cpu.cfs_quota_us`]: '200000\n', [`sys/fs/cgroup/${folder}/cpu.cfs_period_us`]: '50000\n',
  });
  expect(quotaAmong({ 'proc/self/cgroup': '3:cpuset:/\n2:cpu:/job\n0::/\n', ...limits('cpu/job') })).toBe(4);
  expect(quotaAmong({ 'proc/self/cgroup': '4:cpu,cpuacct:/docker/1\n', ...limits('cpu,cpuacct') })).toBe(4);
});

test('a group whose file is not shown here counts no less than those that are', () => {
  expect(quotaAmong({ 'proc/self/cgroup': '0::/../../outside\n', 'sys/fs/cgroup/cpu.max': '100000 100000\n' })).toBe(1);
});
