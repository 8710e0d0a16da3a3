/** native/contest.cc at work: contenders in products of matrices, the processor's peak among them, as processes that are asked. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import '../test/host.ts';
import { link, type Place } from '../src/abi/program.ts';
import { Writer } from '../src/abi/writer.ts';
import { nativeTargets } from '../src/backend/native.ts';
import { build } from './replay.ts';

/** m, n, k, and which operand is stored as its transpose. */
export type Shape = readonly [m: number, n: number, k: number, transposed?: 'A' | 'B' | 'AB'];

export const TARGET = process.env.MYELIN_TARGET ?? nativeTargets().at(-1);
export const COMPILER = process.env.CXX ?? 'g++';

/** Builds the program with `COMPILER`; answers its path. */
export const buildContest = (): Promise<string> =>
  build('contest', { name: 'contest', compiler: COMPILER, flags: ['-O3'], arch: process.arch === 'arm64' ? 'arm64' : 'x64' });

/** All that holds the libraries back is taken away; on an older target they must do without the newer instructions, too. */
function environment(threads: number): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env, OMP_NUM_THREADS: String(threads), OPENBLAS_NUM_THREADS: String(threads),
    OMP_PROC_BIND: String(threads > 1),
  };
  for (const name of ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE']) delete env[name];
  return TARGET === 'avx2' ? { ...env, OPENBLAS_CORETYPE: 'Zen', DNNL_MAX_CPU_ISA: 'AVX2' } : env;
}

export interface Contest {
  /** The contenders that were found. */
  readonly names: readonly string[];
  ask(line: string): Promise<number>;
  end(): void;
}

/** A process of some contenders. Between its turns it is stopped: a pool that looks out for work would take a core. */
export async function startContest(program: string, threads: number, names: readonly string[]): Promise<Contest> {
  const child = spawn(program, [TARGET!, String(threads), ...names], { env: environment(threads), stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${program} ended before it answered`);
    child.kill('SIGSTOP');
    return value;
  };
  const ready = (await answer()).trim();
  return {
    names: ready === '' ? [] : ready.split(' '),
    async ask(line) {
      child.kill('SIGCONT');
      child.stdin.write(`${line}\n`);
      return Number(await answer());
    },
    end() {
      child.kill('SIGCONT');
      child.stdin.end();
    },
  };
}

/** The line that sets a product up: its sizes, where its operands lie, the program. */
export function setUp([m, n, k, transposed = '' as never]: Shape): string {
  const [transA, transB] = ['A', 'B'].map((x) => Number(transposed.includes(x))) as [number, number];
  const line = (elements: number): number => Math.ceil(elements / 16) * 16;
  const [b, c] = [line(m * k), line(m * k) + line(k * n)];
  const at = (offset: number): Place => ({ segment: 'state', offset });
  const writer = new Writer();
  writer.emit('sgemm', {
    batch: 1, strideA: 0, strideB: 0, strideC: 0, transA, transB, m, n, k, alpha: 1, a: at(0), lda: transA ? m : k,
    b: at(b), ldb: transB ? k : n, beta: 0, c: at(c), ldc: n, bias: null, activation: 0, share: 0, beside: null,
  });
  const words = link(writer.finish(0), { state: 0, workspace: 0, dataset: 0 });
  return ['shape', transA, transB, m, n, k, b, c, c + m * n, ...words].join(' ');
}
