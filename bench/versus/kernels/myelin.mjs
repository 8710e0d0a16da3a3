/** myelin's kernels, each an instruction run from an arena as a training step runs it; products through myelin/blas. */
import { nativeBackend } from '../../../dist-bench/src/backend/native.js';
import { arrange, fillArena } from '../../../dist-bench/test/samples/sample.js';
import { sgemm } from '../../../dist/blas/index.js';
import { clock, serve } from '../peer.mjs';
import { myelin } from '../version.mjs';
import { array, some, works } from './arrays.mjs';

const backend = nativeBackend();

/** An instruction in an arena of its own; the answer is what it leaves in `output`. */
function instruction({ elements, words, placed }, output) {
  const arena = backend.allocate(elements);
  fillArena(arena, { placed });
  const program = arena.load(words);
  const { offset, length } = placed.find(({ name }) => name === output);
  return {
    answer() {
      arena.run(program, 1);
      const result = new Float32Array(length);
      arena.read(offset, result);
      return some(result);
    },
    seconds: (times) => clock(() => arena.run(program, times)),
  };
}

/** As a step of an optimizer finds them: moments are zero, one parameter in one piece. */
function adam({ n }) {
  const [beta1, beta2, rate] = [0.9, 0.999, 1e-3];
  const args = { n, beta1, beta2, epsilon: 1e-7 * Math.sqrt(1 - beta2) };
  const alpha = Float32Array.of((rate * Math.sqrt(1 - beta2)) / (1 - beta1));
  return instruction(
    arrange({
      kernel: 'adam',
      label: 'adam',
      args,
      operands: { alpha, scale: null, g: array(n, 1), m: new Float32Array(n), v: new Float32Array(n), w: array(n) },
    }),
    'w',
  );
}

function softmax({ n, cols }) {
  return instruction(arrange({ kernel: 'softmax', label: 'softmax', args: { rows: n / cols, cols }, operands: { x: array(n) } }), 'y');
}

const TWO = ['add', 'mul'];
const step = ({ op, n }) =>
  arrange({ kernel: op, label: op, args: { n }, operands: TWO.includes(op) ? { a: array(n), b: array(n, 1) } : { x: array(n) } });

function product({ n }) {
  const [a, b, c] = [array(n * n), array(n * n, 1), new Float32Array(n * n)];
  const run = () => sgemm('N', 'N', n, n, n, 1, a, n, b, n, 0, c, n);
  return {
    answer: () => (run(), some(c)),
    seconds: (times) =>
      clock(() => {
        for (let i = 0; i < times; i++) run();
      }),
  };
}

const OTHERS = { adam, softmax, matmul: product };
const STEPS = ['copy', 'relu', 'add', 'mul', 'exp', 'sigmoid', 'tanh', 'gelu'];
await serve(
  myelin(backend),
  works([...STEPS, ...Object.keys(OTHERS)], (each) => ({
    [each.op === 'matmul' ? 'myelin/blas' : 'in an arena']: (OTHERS[each.op] ?? ((plain) => instruction(step(plain), 'y')))(each),
  })),
);
