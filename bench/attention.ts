/** `npm run bench -- attention`: attention and its gradient block by block beside sgemm at its best, and beside the same made of ops, with
 *  the matrix of scores. `--threads=n` for other than one; `MYELIN_BACKEND=wasm` for WebAssembly. */
import '../test/host.ts';
import { link, type Place } from '../src/abi/program.ts';
import { Writer } from '../src/abi/writer.ts';
import type { Backend } from '../src/backend/backend.ts';
import { nativeBackend } from '../src/backend/native.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { differentiate } from '../src/grad/differentiate.ts';
import { placeholder, type Tensor } from '../src/graph/tensor.ts';
import { attention } from '../src/op/attention.ts';
import { composedAttention } from '../src/op/composed-attention.ts';
import { multiply } from '../src/op/elementwise.ts';
import { sum } from '../src/op/reduce.ts';
import { Session } from '../src/run/session.ts';
import { option } from './option.ts';
import { report, type Row } from './report.ts';
import { compete, type Contender } from './timing.ts';

const threads = Number(option('threads') ?? 1);
const machine: Backend = process.env['MYELIN_BACKEND'] === 'wasm' ? wasmBackend({ threads }) : nativeBackend({ threads });

/** Batch, heads, steps, width of a head, and whether queries see only what came before. */
type Shape = readonly [batch: number, heads: number, steps: number, width: number, causal?: boolean];
const SHAPES: readonly Shape[] = [[16, 4, 64, 32], [1, 4, 4096, 32], [1, 4, 4096, 32, true], [8, 8, 512, 64]];

const values = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(i * 0.7) + Math.cos(i * 0.013));

/** A square product, whose rate the others are set against. */
function product(): Contender {
  const n = 512;
  const arena = machine.allocate(3 * n * n);
  const at = (index: number): Place => ({ segment: 'state', offset: index * n * n });
  arena.write(0, values(2 * n * n));
  const writer = new Writer();
  writer.emit('sgemm', {
    batch: 1, strideA: 0, strideB: 0, strideC: 0, transA: 0, transB: 0, m: n, n, k: n, alpha: 1, a: at(0), lda: n, b: at(1), ldb: n,
    beta: 0, c: at(2), ldc: n, bias: null, activation: 0, share: 0, beside: null,
  });
  const program = arena.load(link(writer.finish(0), { state: 0, workspace: 0, dataset: 0 }));
  return { name: 'sgemm', run: (times) => arena.run(program, times) };
}

/** Runs a graph over queries, keys and values. */
function contender(name: string, [batch, heads, steps, width]: Shape, f: (q: Tensor, k: Tensor, v: Tensor) => Tensor[]): Contender {
  const inputs = [0, 1, 2].map(() => placeholder([batch, steps, heads, width])) as [Tensor, Tensor, Tensor];
  const session = new Session(machine);
  const program = session.plan(f(...inputs), [], inputs);
  const given = inputs.map((x) => values(x.size));
  return {
    name,
    run: (times) => {
      for (let i = 0; i < times; i++) session.run(program, given);
    },
  };
}

type Attention = typeof attention;
const composed: Attention = (q, k, v, options) => composedAttention(q, k, v, options).output;

const rows: Row[] = [];
for (const shape of SHAPES) {
  const [batch, heads, steps, width, causal = false] = shape;
  const options = { scale: 1 / Math.sqrt(width), causal };
  const forward = (f: Attention) => (q: Tensor, k: Tensor, v: Tensor): Tensor[] => [f(q, k, v, options)];
  const both = (f: Attention) => (q: Tensor, k: Tensor, v: Tensor): Tensor[] => {
    const y = f(q, k, v, options);
    return differentiate(sum(multiply(y, y)), [q, k, v]);
  };
  const products = (2e-9 * batch * heads * steps * steps * width) / (causal ? 2 : 1);
  const [gemm, ahead, whole, aheadOps, wholeOps] = await compete(
    [
      product(), contender('forward', shape, forward(attention)), contender('both', shape, both(attention)),
      contender('forward of ops', shape, forward(composed)), contender('both of ops', shape, both(composed)),
    ],
    { rounds: 7, milliseconds: 30 },
  );
  const best = (2e-9 * 512 ** 3) / gemm!.fastest;
  const rate = (count: number, seconds: number): number => (count * products) / seconds;
  rows.push({
    'batch x heads x steps x width': `${batch} x ${heads} x ${steps} x ${width}${causal ? ', causal' : ''}`,
    'forward GFLOP/s': rate(2, ahead!.fastest), 'both GFLOP/s': rate(6, whole!.fastest), 'sgemm GFLOP/s': best,
    'forward share %': (100 * rate(2, ahead!.fastest)) / best, 'both share %': (100 * rate(6, whole!.fastest)) / best,
    'forward to ops': aheadOps!.fastest / ahead!.fastest, 'both to ops': wholeOps!.fastest / whole!.fastest,
  });
}
report(
  'attention',
  rows,
  `${machine.name}, ${machine.target}, threads: ${machine.threads}. The best of seven turns. Two products forward and six in all are ` +
  'counted, of causal attention half of each, what is computed again not; sgemm: 512^3. To ops: times as fast as the same made of ops.',
);
