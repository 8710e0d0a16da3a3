/** The instructions that `kernels` times, and `prebuilt`. */
import { kernelNamed, operandsOf, type Kernel } from '../src/abi/kernels.ts';
import { arrange, evaluate, uniform, type Arrangement, type Sample } from '../test/samples/sample.ts';

/** One instruction to time. */
export interface Case {
  readonly label: string;
  readonly sample: Sample;
  readonly arrangement: Arrangement;
  /** The table's row, for its error tier. */
  readonly kernel: Kernel;
  readonly unit: 'GFLOP/s' | 'GB/s';
  /** Operations done, or bytes read and written, once. */
  readonly amount: number;
  /** The case whose rate is as good as this one's can be expected to get. */
  readonly peak: string;
}

export const PEAK = 'peak';
export const copyOf = (n: number): string => `copy ${n}`;

/** Of the layers of 784-512-512-10 at batch 128, forward and backward; squares. The first fits the nearest caches whole:
 *  the best rate there is stands for the processor's peak. */
const SGEMMS: readonly (readonly [m: number, n: number, k: number, transposed?: 'transA' | 'transB'])[] = [
  [96, 96, 256], [128, 512, 784], [128, 512, 512], [128, 10, 512], [784, 512, 128, 'transA'], [128, 784, 512, 'transB'],
  [256, 256, 256], [512, 512, 512], [1024, 1024, 1024],
];

function sgemm(m: number, n: number, k: number, transposed?: 'transA' | 'transB'): Case {
  const [transA, transB] = [Number(transposed === 'transA'), Number(transposed === 'transB')];
  const args = {
    batch: 1, strideA: 0, strideB: 0, strideC: 0, transA, transB, m, n, k, alpha: 1, lda: transA ? m : k,
    ldb: transB ? k : n, beta: 0, ldc: n, activation: 0, share: 0,
  };
  const label = `sgemm ${m} ${n} ${k}${transposed === undefined ? '' : ` ${transposed}`}`;
  return caseOf(
    label,
    { kernel: 'sgemm', label, args, operands: { a: uniform(1), b: uniform(2), c: uniform(3), bias: null, beside: null } },
    PEAK,
  );
}

/** The same products of bfloat16; their share is of the best sgemm, which they pass where the processor has them. */
function sbgemm(...shape: (typeof SGEMMS)[number]): Case {
  const { sample } = sgemm(...shape);
  const { alpha: _alpha, beta: _beta, share: _share, ...args } = sample.args;
  const { beside: gate, ...operands } = sample.operands;
  return caseOf(`sb${sample.label.slice(1)}`, { ...sample, kernel: 'sbgemm', args, operands: { ...operands, gate: gate! } }, PEAK);
}

/** A case of an instruction: a gemm counts its operations, anything else the bytes of its operands. */
function caseOf(label: string, sample: Sample, peak: string): Case {
  const kernel = kernelNamed(sample.kernel);
  const arrangement = arrange(sample);
  const bytes = operandsOf(kernel).reduce((sum, { kind, extent }) => sum + (kind === 'inout' ? 8 : 4) * evaluate(extent, sample.args), 0);
  return {
    label, sample, arrangement, kernel, peak,
    ...(kernel.family === 'gemm' || kernel.family === 'bf16'
      ? { unit: 'GFLOP/s', amount: evaluate(kernel.flops, sample.args) }
      : { unit: 'GB/s', amount: bytes }),
  };
}

function step(name: string, n: number): Case {
  const inputs = operandsOf(kernelNamed(name)).slice(0, -1);
  return caseOf(
    `${name} ${n}`,
    { kernel: name, label: name, args: { n }, operands: Object.fromEntries(inputs.map((x, i) => [x.name, uniform(i)])) },
    copyOf(n),
  );
}

const adam = (n: number): Case =>
  caseOf(
    `adam ${n}`,
    {
      kernel: 'adam',
      label: 'adam',
      args: { n, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
      operands: {
        alpha: uniform(1, 0.001, 0.002), scale: null, decay: null, g: uniform(2), m: uniform(3), v: uniform(4, 0, 1), w: uniform(5),
      },
    },
    copyOf(n),
  );
const softmax = (rows: number, cols: number, n: number): Case =>
  caseOf(`softmax ${rows} ${cols}`, { kernel: 'softmax', label: 'softmax', args: { rows, cols }, operands: { x: uniform(1) } }, copyOf(n));

export const SMALL = 2 ** 16;
export const LARGE = 2 ** 20;
/** Beyond the caches: 16 MB an operand. */
export const HUGE = 2 ** 22;
export const CASES: readonly Case[] = [
  ...SGEMMS.map((shape) => sgemm(...shape)),
  ...SGEMMS.slice(1).map((shape) => sbgemm(...shape)),
  ...[SMALL, LARGE].flatMap((n) => [...['copy', 'relu', 'add', 'mul', 'exp', 'sigmoid', 'tanh', 'gelu'].map((name) => step(name, n))]),
  softmax(128, 1000, SMALL),
  step('copy', HUGE),
  adam(LARGE),
  adam(HUGE),
];
