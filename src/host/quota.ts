import { readFileSync } from 'node:fs';

/** How many processors' time the control groups of this process may use, 0.5 for half of one; Infinity where none of them has a limit.
 *  A group's limit holds for the groups within it, so that all around this process count. Containers show their own group as the root.
 *  @param root  of the file system, for tests
 *  @source Linux, Documentation/admin-guide/cgroup-v2.rst, cpu.max; Documentation/scheduler/sched-bwc.rst, cpu.cfs_quota_us */
export function quota(root = '/'): number {
  const groups = textOf(`${root}proc/self/cgroup`);
  if (groups === undefined) return Infinity;
  let least = Infinity;
  for (const line of groups.trim().split('\n')) {
    const [, controllers = '', path = '/'] = /^\d+:([^:]*):(.*)$/u.exec(line) ?? [];
    const mounts = controllers === '' ? ['', '/unified'] : controllers.split(',').includes('cpu') ? ['/cpu', `/${controllers}`] : [];
    for (const mount of mounts) for (const group of around(path)) least = Math.min(least, limitOf(`${root}sys/fs/cgroup${mount}${group}`));
  }
  return least;
}

/** A group and all around it: '/a/b', '/a', ''. */
function around(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  return Array.from({ length: parts.length + 1 }, (_, i) => parts.slice(0, parts.length - i).map((part) => `/${part}`).join(''));
}

function limitOf(folder: string): number {
  const old = (name: string): string | undefined => textOf(`${folder}/cpu.cfs_${name}_us`);
  const [max, period] = textOf(`${folder}/cpu.max`)?.split(' ') ?? [old('quota'), old('period')];
  const share = Number(max) / Number(period); // 'max', and -1 in version 1, are no limit
  return share > 0 ? share : Infinity;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
