/** Ops, derivatives and parts of training by hand, with arguments at random. */
import * as myelin from '../../src/index.ts';
import type { Draw } from '../keras/draw.ts';
import { dataOf, type Dtype } from './data.ts';
import { anything, drawPart, FAMILIES, told } from './parts.ts';
import { Planted } from './models.ts';

type Say = (line: string) => void;
type Call = (...args: unknown[]) => unknown;
const callable = (of: object): Readonly<Record<string, Call>> =>
  Object.fromEntries(Object.entries(of).filter(([name, f]) => typeof f === 'function' && /^[a-z]/.test(name))) as Record<string, Call>;

const OPS = { ...callable(myelin.ops), ...callable(myelin.activations) };
const OTHERS = callable({
  ...myelin.random,
  tensor: myelin.tensor,
  variable: myelin.variable,
  input: myelin.input,
  ...myelin.space,
  toCategorical: myelin.datasets.toCategorical,
  trainTestSplit: myelin.datasets.trainTestSplit,
  trainTestSplitAsync: myelin.datasets.trainTestSplitAsync,
  kFold: myelin.datasets.kFold,
  table: myelin.datasets.table,
  digits: myelin.datasets.digits,
  parseCsv: myelin.datasets.parseCsv,
  sequential: myelin.sequential,
  model: myelin.model,
});

/** Names and values of options of ops. */
const OPTIONS: readonly string[] = [
  'axis',
  'keepdims',
  'strides',
  'padding',
  'dilationRate',
  'size',
  'transposeA',
  'transposeB',
  'numClasses',
  'dtype',
  'shape',
  'poolSize',
  'seed',
  'mean',
  'stddev',
  'minval',
  'maxval',
  'precision',
  'groups',
  'ord',
  'approximate',
  'alpha',
  'sequenceLength',
  'sequenceStride',
  'fftLength',
  'reverse',
  'length',
];

function drawShape(draw: Draw): readonly number[] {
  return Array.from({ length: draw.pick([0, 1, 1, 2, 2, 3, 4]) }, () => draw.pick([1, 2, 3, 4, 0]));
}

function argument(draw: Draw, shape: readonly number[]): unknown {
  const way = draw.whole(0, 13);
  if (way < 5) return dataOf(draw, shape, draw.pick<Dtype>(['float32', 'float32', 'int32']), 0.2);
  if (way < 6) return dataOf(draw, drawShape(draw), 'float32', 0.1);
  if (way < 8) return draw.pick([0, 1, -1, 2, 3, 0.5, -3, 3e9]);
  if (way < 9) return draw.pick([[0], [1], [0, 1], [-1], [2, 1, 0], [1, 0], [], [3, -1], [5]]);
  if (way < 12) {
    const options: Record<string, unknown> = {};
    for (let n = draw.whole(0, 3); n > 0; n--) {
      options[draw.pick(OPTIONS)] = draw.chance(0.15)
        ? anything(draw)
        : draw.pick<unknown>([0, 1, -1, 2, [0, 1], [2, 2], 'same', 'valid', true, 'int32', 'float32', [2, 3], 3]);
    }
    return options;
  }
  if (way < 13) return [dataOf(draw, shape, 'float32', 0.1), dataOf(draw, shape, 'float32', 0.1)];
  return anything(draw);
}

/** Sees that a tensor has what it says. */
function look(value: unknown): void {
  if (value instanceof myelin.Tensor) {
    const { data, shape } = value;
    if (data.length !== shape.reduce((a, b) => a * b, 1)) throw new Error(`a tensor ${String(shape)} of ${data.length} values`);
  } else if (Array.isArray(value)) value.slice(0, 8).forEach(look);
}

export async function ops(draw: Draw, say: Say): Promise<string> {
  const all = draw.chance(0.85) ? OPS : OTHERS;
  const name = draw.pick(Object.keys(all));
  const shape = drawShape(draw);
  const first = dataOf(draw, shape, draw.pick<Dtype>(['float32', 'float32', 'int32']), 0.2);
  const args = [first, ...Array.from({ length: draw.whole(0, Math.max(1, all[name]!.length)) }, () => argument(draw, shape))];
  say(`${name}(${args.map(told).join(', ')})`);
  if (draw.chance(0.15) && all === OPS) {
    const f = (x: unknown): unknown => myelin.ops.sum(all[name]!(x, ...args.slice(1)) as never);
    look(draw.pick<Call>([myelin.grad as never, myelin.valueAndGrad as never])(f) && (myelin.grad(f as never) as Call)(first));
    return 'ops: gradients';
  }
  look(await all[name]!(...args));
  return 'ops: answered';
}

/** Losses, metrics, optimizers and the like, as objects. */
export async function parts(draw: Draw, say: Say): Promise<string> {
  const family = draw.pick(Object.keys(FAMILIES));
  say(family);
  const part = drawPart(draw, family) as Record<string, Call> | string | undefined;
  if (typeof part !== 'object' || part === null) return 'parts: a name';
  const shape = drawShape(draw);
  const give = (): unknown => dataOf(draw, shape, 'float32', 0.2);
  for (let n = draw.whole(1, 5); n > 0; n--) {
    const methods = [
      'getConfig',
      'call',
      'updateState',
      'result',
      'resetState',
      'apply',
      'compute',
      'update',
      'build',
      'step',
      'make',
      'at',
      'value',
    ];
    const method = draw.pick(methods.filter((m) => typeof part[m] === 'function').concat('constructor'));
    if (method === 'constructor' || !['getConfig', 'updateState', 'result', 'resetState'].includes(method)) continue;
    say(method);
    look(await part[method]!(give(), give()));
  }
  return 'parts: answered';
}

/** Functions of the user that are differentiated, compiled, mapped. */
export async function functions(draw: Draw, say: Say): Promise<string> {
  const x = dataOf(draw, drawShape(draw), 'float32', 0.15);
  const name = draw.pick(Object.keys(OPS));
  const args = Array.from({ length: draw.whole(0, 2) }, () => argument(draw, [2, 2]));
  say(`${name}(x, ${args.map(told).join(', ')}) at ${told(x)}`);
  const f = draw.pick<Call>([
    (v) => OPS[name]!(v, ...args),
    (v) => myelin.ops.sum(OPS[name]!(v, ...args) as never),
    () => anything(draw),
    () => {
      throw new Planted('a function');
    },
    async (v) => v,
    (v) => [v, OPS[name]!(v, ...args)],
  ]);
  const of = draw.pick<Call>([
    () => (myelin.grad(f as never) as Call)(x),
    () => (myelin.valueAndGrad(f as never) as Call)(x),
    () => (myelin.jacobian(f as never) as unknown as Call)(x),
    () => (myelin.hessian(f as never) as unknown as Call)(x),
    () => (myelin.vjp as unknown as Call)(f, x),
    () => (myelin.jvp as unknown as Call)(f, x, x),
    () => (myelin.compile(f as never) as unknown as Call)(x),
    () => (myelin.ops.map as Call)(f, x),
    () => (myelin.ops.scan as Call)(f, x, x),
  ]);
  try {
    look(await of());
  } catch (error) {
    if (!(error instanceof Planted)) throw error;
  }
  return 'functions: answered';
}
