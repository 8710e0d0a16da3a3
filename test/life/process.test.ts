/** Life and death of processes and threads: children run the built package, and must end well. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { MACHINES } from './programs.ts';

const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];

/** JavaScript for a child: `busy(n)` makes an arena and a program whose step takes some milliseconds. */
function prelude(machine: string): string {
  const url = (path: string): string => JSON.stringify(new URL(`../../dist/${path}.js`, import.meta.url).href);
  return `
    const { useHost } = await import(${url('core/host')});
    const { node } = await import(${url('host/node')});
    useHost(() => node);
    const { ${machine}Backend: backend } = await import(${url(`backend/${machine}`)});
    const { link } = await import(${url('abi/program')});
    const { Writer } = await import(${url('abi/writer')});
    const select = () => import(${url('backend/select')});
    const at = (offset) => ({ segment: 'state', offset });
    function busy(n = 256) {
      const arena = backend().allocate(3 * n * n);
      const writer = new Writer();
      writer.emit('sgemm', {
        batch: 1, strideA: 0, strideB: 0, strideC: 0, transA: 0, transB: 0, m: n, n, k: n, alpha: 1, a: at(0), lda: n,
        b: at(n * n), ldb: n, beta: 0, c: at(2 * n * n), ldc: n, bias: null, activation: 0, share: 0, beside: null,
      });
      return { arena, program: arena.load(link(writer.finish(0), { state: 0, workspace: 0, dataset: 0 })) };
    }
    const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  `;
}

interface Ended {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function child(machine: string, code: string, flags: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Ended {
  const { MYELIN_BACKEND: _, ...inherited } = process.env;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...flags, '--input-type=module', '-e', prelude(machine) + code], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...inherited, ...env },
  });
  return { status, signal, stdout, stderr };
}

const well = (stdout: string): Ended => ({ status: 0, signal: null, stdout, stderr: '' });

describe.each(MACHINES)('$machine', ({ machine }) => {
  test('a process ends by itself when its runs are done', () => {
    expect(child(machine, `const { arena, program } = busy(); console.log(await arena.runAsync(program, 3, Infinity));`)).toEqual(
      well('3\n'),
    );
  });

  test('a pending run keeps the process alive', () => {
    expect(child(machine, `const { arena, program } = busy(); arena.runAsync(program, 1e9, 200).then((n) => console.log(n > 0));`)).toEqual(
      well('true\n'),
    );
  });

  test('a process exits in mid-run', () => {
    expect(
      child(machine, `const { arena, program } = busy(); arena.runAsync(program, 1e9, Infinity); await sleep(150); process.exit(0);`),
    ).toEqual(well(''));
  });

  test('worker threads are terminated in mid-run', () => {
    const code = `
      const { Worker } = await import('node:worker_threads');
      const text = ${JSON.stringify(`(async () => {${prelude(machine)}
        const { arena, program } = busy();
        console.log(await arena.runAsync(program, 2, Infinity));
        require('node:worker_threads').parentPort.postMessage('running');
        await arena.runAsync(program, 1e9, 500);
        for (;;) await arena.runAsync(program, 1e9, 20);
      })()`)};
      for (let i = 0; i < 3; i++) {
        const workers = [0, 1].map(() => new Worker(text, { eval: true, execArgv: [] }));
        await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
        await sleep(30);
        await Promise.all(workers.map((worker) => worker.terminate()));
      }
      const { arena, program } = busy();
      console.log(await arena.runAsync(program, 4, Infinity));
    `;
    expect(child(machine, code)).toEqual(well('2\n'.repeat(6) + '4\n'));
  });

  test('2,000 arenas allocated and dropped leave resident memory flat', () => {
    const code = `
      const turn = async () => { gc(); await sleep(0); };
      async function allocate(count) {
        for (let i = 0; i < count; i++) {
          backend().allocate(65536).write(0, new Float32Array(65536).fill(i));
          if (i % 50 === 0) await turn();
        }
        await turn();
        return process.memoryUsage.rss() / 2 ** 20;
      }
      const before = await allocate(200);
      const after = await allocate(2000);
      console.log(after - before < 100 ? 'flat' : before + ' MiB grew to ' + after);
    `;
    expect(child(machine, code, ['--expose-gc'])).toEqual(well('flat\n'));
  });

  test('memory that is kept for ever: one op on a quarter of a gigabyte gives its memory back', () => {
    const code = `
      const { ops, tensor } = await import(${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)});
      const settled = async () => { for (let i = 0; i < 5; i++) { gc(); await sleep(20); } return process.memoryUsage.rss() / 2 ** 20; };
      ops.negative(tensor(new Float32Array(1000))).data[0];
      const before = await settled();
      ops.negative(tensor(new Float32Array(2 ** 26).fill(1))).data[0];
      const after = await settled();
      console.log(after - before < 100 ? 'given back' : before + ' MiB grew to ' + after);
    `;
    expect(child(machine, code, ['--expose-gc'], { MYELIN_BACKEND: machine })).toEqual(well('given back\n'));
  });
});

describe('wasm', () => {
  const WORKERS = [['helper', 0], ['worker that does runs', 1]] as const;
  test.each(WORKERS)('a %s that dies takes the run with it, and what waits for its turn goes on with another', (_, which) => {
    const code = `
      let started = 0;
      process.on('worker', (worker) => { if (started++ === ${which}) setTimeout(() => worker.terminate(), 300); });
      const [one, two] = [busy(), busy()];
      const runs = await Promise.allSettled([one.arena.runAsync(one.program, 1e9, Infinity), two.arena.runAsync(two.program, 1e9, 1)]);
      console.log(runs.map((run) => run.reason?.code).join());
      console.log(await one.arena.runAsync(one.program, 2, Infinity));
    `;
    expect(child('wasm', code, [], { MYELIN_NUM_THREADS: '2' })).toEqual(well('ERR_MYELIN_BACKEND,\n2\n'));
  });

  test('an error in a helper is the cause of the refusal', () => {
    const code = `
      let started = 0;
      process.on('worker', (worker) => {
        if (started++ > 0) return;
        setTimeout(() => { worker.emit('error', new RangeError('a trap')); worker.terminate(); }, 300);
      });
      const { arena, program } = busy();
      console.log(await arena.runAsync(program, 1e9, Infinity).catch(({ code, cause }) => code + ': ' + cause?.message));
    `;
    expect(child('wasm', code, [], { MYELIN_NUM_THREADS: '2' })).toEqual(well('ERR_MYELIN_BACKEND: a trap\n'));
  });

  test('where no worker may be started, runs are done on this thread', () => {
    const permission = major > 23 || (major === 23 && minor >= 5) ? '--permission' : '--experimental-permission';
    // A run on this thread ends after some milliseconds, which a step may take on a busy machine.
    const run = 'let done = 0; while (done < 3) done += await arena.runAsync(program, 3 - done, Infinity); console.log(done);';
    const ended = child('wasm', `const { arena, program } = busy(32); ${run}`, [permission, '--allow-fs-read=*', '--no-warnings']);
    expect(ended).toEqual(well('3\n'));
  });
});

describe('the choice of a machine', () => {
  const report = 'const { backend: info } = await select(); const { name, why, failures } = info(); ' +
    'console.log(JSON.stringify({ name, why, failures: failures.map((f) => f.name) }));';
  const reason = `const { selectBackend } = await select(); try { selectBackend(); } catch (error) { console.log(error.name + ': ` +
    `' + error.message); }`;

  test('native where it is built, else WebAssembly', () => {
    expect(JSON.parse(child('wasm', report).stdout)).toMatchObject(
      MACHINES.length > 1 ? { name: 'native', failures: [] } : { name: 'wasm', failures: ['native'] },
    );
  });

  test('MYELIN_BACKEND forces one', () => {
    expect(JSON.parse(child('wasm', report, [], { MYELIN_BACKEND: 'wasm' }).stdout)).toEqual({
      name: 'wasm',
      why: 'MYELIN_BACKEND=wasm',
      failures: [],
    });
  });

  test('without addons it is WebAssembly', () => {
    expect(JSON.parse(child('wasm', report, ['--no-addons']).stdout)).toMatchObject({ name: 'wasm', failures: ['native'] });
  });

  test('one that is forced and cannot run is an error, and so is one nobody knows', () => {
    expect(child('wasm', reason, ['--no-addons'], { MYELIN_BACKEND: 'native' }).stdout).toMatch(
      /^BackendError: MYELIN_BACKEND=native is set, but/,
    );
    if (MACHINES.length > 1) {
      expect(child('wasm', reason, [], { MYELIN_NUM_THREADS: '0' }).stdout).toMatch(
        /^ConfigError: MYELIN_NUM_THREADS must be an integer from 1 to 256, received '0'/,
      );
    }
    expect(child('wasm', reason, [], { MYELIN_BACKEND: 'wasn' }).stdout).toMatch(
      /^ConfigError: unknown backend in MYELIN_BACKEND 'wasn'\. Did you mean 'wasm'\?/,
    );
  });
});
