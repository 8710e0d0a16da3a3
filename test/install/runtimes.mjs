/** `npm run check:install -- runtimes`: the packed package in every runtime that it is said to run in, and under what they and the system
 *  restrict. Each row trains and predicts; rows of a machine must come to the same bits. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bunHere, finish, headline, Missing, packed, project, resultOf, row, run, tool } from './common.mjs';

const { platform, arch } = process;
const linux = platform === 'linux';
const folder = project(packed());

/** Runs the program by a command, which may have to be installed first: a row of the table. */
const trains = (
  name, command, args, { machine, env = { MYELIN_BACKEND: machine }, threads, says = '' },
) =>
  row(`${name}, ${machine}`, () => {
    const [program, ...more] = command();
    const answer = run(program, [...more, ...args], { cwd: folder, env: { ...process.env, ...env } });
    const result = resultOf(answer);
    if (!answer.stderr.includes(says)) throw new Error(`expected a warning that says '${says}', received: ${answer.stderr}`);
    if (result.name !== machine) throw new Error(`expected ${machine}, received ${result.name}`);
    if (threads !== undefined && result.threads !== threads) throw new Error(`expected ${threads} threads, received ${result.threads}`);
    return result;
  });

/** As `trains`, on both machines. */
async function trainsOnBoth(name, command, args, options = {}) {
  for (const machine of ['native', 'wasm']) {
    await trains(name, command, args, { ...options, machine, env: { ...options.env, MYELIN_BACKEND: machine } });
  }
}

/** A program that falls to WebAssembly by itself, because of what is restricted, and says so in these words. */
const falls = (name, command, args, says) => trains(name, command, args, { machine: 'wasm', env: {}, says });

const here = () => [process.execPath];
/** Node in a version, as npm has it. */
const node = (version, ...flags) => () => {
  const name = `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
  return [tool(`${name}@${version}`, join(name, 'bin', platform === 'win32' ? 'node.exe' : 'node')), ...flags];
};

headline('Node');
for (const version of ['20.19', '22', '24', '25', '26']) {
  await trains(`Node ${version}, import`, node(version), ['main.mjs'], { machine: 'native', env: {} });
  await trains(`Node ${version}, require`, node(version), ['main.cjs'], { machine: 'native', env: {} });
  await trains(`Node ${version}, import`, node(version), ['main.mjs'], { machine: 'wasm' });
}

headline('Bun, Deno');
const bun = () => [bunHere()];
await trainsOnBoth('Bun, import', bun, ['main.mjs']);
await trainsOnBoth('Bun, require', bun, ['main.cjs']);
const denoName = `@deno/${platform}-${arch}${linux ? '-glibc' : ''}`;
const deno = () => [tool(`${denoName}@2`, join(denoName, platform === 'win32' ? 'deno.exe' : 'deno')), 'run', '--no-prompt'];
await trains('Deno, -A', deno, ['-A', 'main.mjs'], { machine: 'native', env: {} });
const least = ['--allow-env', '--allow-read', '--allow-ffi'];
await trains(`Deno, ${least.join(' ')}`, deno, [...least, 'main.mjs'], { machine: 'native', env: {} });
await falls('Deno, --allow-env', deno, ['--allow-env', 'main.mjs'], 'run again with the --allow-read flag');
await falls('Deno, --allow-env --allow-read', deno, ['--allow-env', '--allow-read', 'main.mjs'], 'run again with the --allow-ffi flag');
await row('Deno, no permission', () => {
  const [program, ...more] = deno();
  const { status, said } = run(program, [...more, 'main.mjs'], { cwd: folder });
  const words = 'run again with the --allow-env flag';
  if (status === 0 || !said.includes(words)) throw new Error(`expected a refusal that says '${words}', received: ${said.slice(-600)}`);
  return { note: `refused: ${words}` };
});

headline('Threads and processes of Node');
writeFileSync(join(folder, 'worker.mjs'), `import { Worker, isMainThread } from 'node:worker_threads';
  if (isMainThread) new Worker(new URL(import.meta.url)); else await import('./main.mjs');\n`);
writeFileSync(join(folder, 'cluster.mjs'), `import cluster from 'node:cluster';
  if (cluster.isPrimary) for (let i = 0; i < 2; i++) cluster.fork();
  else { await import('./main.mjs'); cluster.worker.disconnect(); }\n`);
await trainsOnBoth('worker_threads', here, ['worker.mjs']);
await trainsOnBoth('cluster', here, ['cluster.mjs']);

headline('What Node restricts');
for (const version of ['20.19', '22', '24', '26']) {
  const old = version === '20.19';
  const allowed = (...flags) =>
    node(version, old ? '--experimental-permission' : '--permission', `--allow-fs-read=${old ? '*' : join(folder, '*')}`, ...flags);
  await falls(`Node ${version}, permission to read`, allowed(), ['main.cjs'], 'restricted');
  await falls(`Node ${version}, permission to read, workers`, allowed('--allow-worker'), ['main.cjs'], 'restricted');
  if (old) continue; // it has no flag that allows addons
  await trains(`Node ${version}, permission to read, addons`, allowed('--allow-addons'), ['main.cjs'], { machine: 'native', env: {} });
}
await falls('--no-addons', here, ['--no-addons', 'main.mjs'], 'addon');
const FLAGS = ['--frozen-intrinsics', '--disallow-code-generation-from-strings', '--disable-proto=throw', '--max-old-space-size=64'];
for (const flag of FLAGS) await trainsOnBoth(flag, here, [flag, 'main.mjs']);

headline('What the system restricts');
const shell = (script) => () => {
  if (!linux) throw new Missing('this is of Linux');
  return ['sh', '-c', `${script} && exec "$@"`, 'sh', process.execPath];
};
/** Mounts of this process's own. */
const apart = (script) => () => {
  if (!linux || run('unshare', ['-m', 'true']).status !== 0) throw new Missing('unshare -m is not allowed: run this as root on Linux');
  return ['unshare', '-m', ...shell(script)()];
};
// Every file system that can be written to, but for those of the kernel, which no program writes files to.
const READ_ONLY = 'for m in / /tmp /var/tmp /dev/shm /root /home; do [ -d $m ] && mount --bind $m $m && ' +
  'mount -o remount,bind,ro $m; done; ! touch /x /tmp/x /dev/shm/x 2> /dev/null';
await trainsOnBoth('read-only file system', apart(READ_ONLY), ['main.mjs']);
await trainsOnBoth('no /dev/shm', apart('mount -t tmpfs -o ro,size=4k none /dev/shm && ! touch /dev/shm/x 2> /dev/null'), ['main.mjs']);
await trainsOnBoth('no /sys/fs/cgroup', apart('mount -t tmpfs -o ro,size=4k none /sys/fs/cgroup'), ['main.mjs']);
await trainsOnBoth('one processor', shell('taskset -p -c 0 $$ > /dev/null'), ['main.mjs'], { threads: 1 });
for (const threads of [1, 2, 3, 8, 64]) {
  await trainsOnBoth(`MYELIN_NUM_THREADS=${threads}`, here, ['main.mjs'], { env: { MYELIN_NUM_THREADS: `${threads}` }, threads });
}

/** Begins in a control group with a share of the processors, of either version, which root may make. */
const within = (quota) => () => {
  const old = existsSync('/sys/fs/cgroup/cpu');
  const path = `/sys/fs/cgroup/${old ? 'cpu/' : ''}myelin-${process.pid}-${10 * quota}`;
  try {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, old ? 'cpu.cfs_quota_us' : 'cpu.max'), `${quota * 100_000}${old ? '' : ' 100000'}`);
  } catch (error) {
    throw new Missing(`no control group can be made: ${error.message}`);
  }
  process.on('exit', () => run('rmdir', [path]));
  return shell(`echo $$ > ${path}/cgroup.procs`)();
};
for (const quota of [0.5, 1]) await trainsOnBoth(`a control group of ${quota} processors`, within(quota), ['main.mjs'], { threads: 1 });
finish();
