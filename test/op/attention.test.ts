/** Attention block by block: 260 configurations at random on each machine against the float64 reference, and against the same made of
 *  other ops, gradients and what is dropped included. */
import { describe, expect, test } from 'vitest';
import { Session } from '../../src/run/session.ts';
import { differentiate } from '../../src/grad/differentiate.ts';
import { constant, placeholder, type Tensor } from '../../src/graph/tensor.ts';
import { attention } from '../../src/op/attention.ts';
import { composedAttention, type AttentionOptions } from '../../src/op/composed-attention.ts';
import { multiply } from '../../src/op/elementwise.ts';
import { sum } from '../../src/op/reduce.ts';
import { ShapeError } from '../../src/core/errors.ts';
import { MACHINES } from '../machines.ts';
import { faultOf, ranIn } from '../reference/judge.ts';
import { both, type Shape } from '../samples/attention.ts';
import { arrange, generator } from '../samples/sample.ts';

/** Sizes near the bounds of blocks and vectors are drawn more often than others. */
function drawShape(seed: number): Shape {
  const next = generator(seed);
  const among = <T>(...choices: readonly T[]): T => choices[Math.floor(next() * choices.length)]!;
  const length = (): number => among(1, 2, 3, 7, 8, 15, 17, 31, 33, 63, 64, 65, 80, 127, 129);
  const mask = among(undefined, undefined, 's', 'bs', 'ts', 'bts', 'bnts', 'nt');
  return {
    batch: among(1, 1, 2, 3), rows: length(), cols: length(), groups: among(1, 1, 2, 4), share: among(1, 1, 1, 2, 3),
    depth: among(1, 3, 4, 8, 9, 16), width: among(1, 2, 5, 8, 17), causal: among(0, 0, 1), window: among(0, 0, 0, 1, 5, 40, 100),
    scale: among(0.25, 0.5, 1, -0.7), rate: among(0, 0, 0, 0.1, 0.5), far: among(0.5, 2, 4), ...(mask === undefined ? {} : { mask }),
  };
}
const shapes = Array.from({ length: 260 }, (_, i) => drawShape(1000 + i));
const samples = shapes.flatMap((shape, i) => both(JSON.stringify(shape), shape, i + 1));

describe.each(MACHINES)('$machine', ({ backend }) => {
  test('260 configurations and their gradients', () => {
    const arrangements = samples.map((sample) => arrange(sample));
    const arena = backend().allocate(Math.max(...arrangements.map(({ elements }) => elements)));
    samples.forEach((sample, i) => {
      const arrangement = arrangements[i]!;
      const fault = faultOf(sample, arrangement, ranIn(arena, arrangement));
      expect(fault === undefined ? '' : `${sample.kernel} of ${sample.label}: ${fault}`).toBe('');
    });
    arena.free();
  });
});

const seen = constant(Float32Array.from({ length: 2 * 70 }, (_, i) => Number(i % 3 !== 1)), [2, 1, 1, 70]);
const draw = { seed: 5, stream: 6, counter: constant(Int32Array.of(7, 1), [2]) };
const OPTIONS: Readonly<Record<string, AttentionOptions>> = {
  plain: { scale: 0.3 },
  causal: { causal: true },
  'a window': { window: 9, causal: true },
  'a mask': { mask: seen },
  dropout: { dropout: { rate: 0.3, draw } },
  'all at once': { scale: 0.5, causal: true, window: 40, mask: seen, dropout: { rate: 0.2, draw } },
  'everything dropped': { dropout: { rate: 1, draw } },
};
const [QUERIES, KEYS, VALUES] = [[2, 66, 4, 6], [2, 70, 2, 6], [2, 70, 2, 5]] as const;

describe.each([MACHINES.at(-2)!, MACHINES.at(-1)!])('$machine, beside other ops', ({ backend }) => {
  test.each(Object.entries(OPTIONS))('%s', (_, options) => {
    const inputs = [QUERIES, KEYS, VALUES].map((shape) => placeholder([...shape])) as [Tensor, Tensor, Tensor];
    const given = inputs.map((x, i) => {
      const next = generator(i + 1);
      return Float32Array.from({ length: x.size }, () => 2 * next() - 1);
    });
    const outputs = [attention(...inputs, options), composedAttention(...inputs, options).output].flatMap((y) => [
      y, ...differentiate(sum(multiply(y, multiply(y, y))), inputs),
    ]);
    const session = new Session(backend());
    const program = session.plan(outputs, [], inputs);
    session.run(program, given);
    const half = outputs.length / 2;
    for (let i = 0; i < half; i++) {
      const [a, b] = [session.output(program, i), session.output(program, half + i)];
      const size = Math.max(1, ...[...b].map(Math.abs));
      expect(Math.max(...[...a].map((x, e) => Math.abs(x - b[e]!))) / size, `part ${i}`).toBeLessThan(2e-6);
    }
    expect([...session.output(program, 0)].some((x) => x !== 0)).toBe(options.dropout?.rate !== 1);
    session.dispose();
  });
});

test('a query that sees nothing gets 0, and so do all gradients', () => {
  const [q, k] = [constant(Float32Array.of(1, 2), [1, 1, 1, 2]), constant(Float32Array.of(3, 4), [1, 1, 1, 2])];
  const y = attention(q, k, k, { mask: constant(Float32Array.of(0), [1, 1, 1, 1]) });
  expect(y.toArray()).toEqual([[[[0, 0]]]]);
  const x = placeholder([1, 1, 1, 2]);
  const [dx] = differentiate(sum(attention(x, x, x, { mask: constant(Float32Array.of(0), [1, 1, 1, 1]) })), [x]);
  const session = new Session(MACHINES[0]!.backend());
  const program = session.plan([dx!], [], [x]);
  session.run(program, [Float32Array.of(1, 2)]);
  expect([...session.output(program, 0)]).toEqual([0, 0]);
  session.dispose();
});

test('wrong shapes', () => {
  const of = (...shape: number[]): Tensor => placeholder(shape);
  expect(() => attention(of(1, 2, 3, 4), of(1, 2, 2, 4), of(1, 2, 2, 4))).toThrow(ShapeError);
  expect(() => attention(of(1, 2, 3, 4), of(1, 2, 2, 4), of(1, 2, 2, 4))).toThrow(
    /attention: expected queries .* received \[1, 2, 3, 4\], \[1, 2, 2, 4\] and \[1, 2, 2, 4\]/,
  );
  expect(() => attention(of(1, 2, 2, 4), of(1, 3, 2, 4), of(1, 3, 2, 4), { mask: of(1, 1, 3, 3) })).toThrow(
    /expected a mask that broadcasts to \[1, 2, 2, 3\], received \[1, 1, 3, 3\]/,
  );
});
