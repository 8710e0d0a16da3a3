/** The step of an optimizer is recorded weight by weight; another one may be recorded in between. */
import { expect, test } from 'vitest';
import { atOnce, type Pieces } from '../../src/core/pieces.ts';
import { optimizers, tensor, variable, type Tensor, type Variable } from '../../src/index.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { applyEffects } from '../../src/run/eager.ts';
import { Trace } from '../../src/trace/trace.ts';

const MANY = 40;
const some = (by: number): Tensor => tensor({ data: Float32Array.from({ length: 6 }, (_, i) => Math.sin(by + i)), shape: [2, 3] });
const weights = (count: number): Variable[] => Array.from({ length: count }, (_, i) => variable(some(i)));
const pairsOf = (list: readonly Variable[]): [Tensor, Variable][] => list.map((v, i) => [some(2 * i), v]);

function count(work: Pieces<unknown>): number {
  let pieces = 0;
  while (work.next().done !== true) pieces++;
  return pieces;
}

test.each<[string, number, Optimizer]>([
  ['muon', MANY, optimizers.muon()],
  ['adafactor', MANY, optimizers.adafactor()],
  ['lamb', MANY, optimizers.lamb()],
  ['muon that accumulates', MANY, optimizers.muon({ gradientAccumulationSteps: 2 })],
  ['muon within lookahead', MANY, optimizers.lookahead({ optimizer: optimizers.muon() })],
  ['muon whose loss is scaled', MANY, optimizers.lossScaleOptimizer({ innerOptimizer: optimizers.muon() })],
  ['adam that clips', 3, optimizers.adam({ clipnorm: 1 })],
])('%s records %i pieces and more', (_, least, optimizer) => {
  expect(count(optimizer.applying(new Trace({ training: true }), pairsOf(weights(MANY))))).toBeGreaterThanOrEqual(least);
});

test('a step that is recorded in the midst of another one takes nothing from it', () => {
  const answers = [false, true].map((between) => {
    const [list, optimizer] = [weights(4), optimizers.muon()];
    const [t, other] = [new Trace({ training: true }), new Trace({ training: true })];
    const held = pairsOf(list).map(([g, v], i) => [i % 2 === 0 ? null : g, v] as const);
    const work = optimizer.applying(t, held);
    for (let i = 0; i < 3; i++) work.next();
    if (between) optimizer.apply(other, pairsOf(list));
    atOnce(work);
    applyEffects(t.effects(), optimizer.order);
    return list.map((v) => [...v.read()]);
  });
  expect(answers[1]).toEqual(answers[0]);
});
