/** What a step of a sequence costs, in the arithmetic and the bytes of its program. */
import { expect, test } from 'vitest';
import { input, layers, model } from '../../src/index.ts';
import { instructionsOf } from '../../src/abi/instructions.ts';
import { REPEAT } from '../../src/abi/kernels.ts';
import { workOf } from '../../src/abi/work.ts';
import { selectBackend } from '../../src/backend/select.ts';
import { placeholder } from '../../src/graph/tensor.ts';
import { Session } from '../../src/run/session.ts';
import { Stage, StepCache } from '../../src/trace/stage.ts';
import { Trace, type Tensors } from '../../src/trace/trace.ts';

const FEATURES = 16;
const ids = input({ shape: [null], dtype: 'int32' });
const words = layers.embedding({ inputDim: 7, outputDim: FEATURES }).apply(ids);
const placed = layers.add().apply([words, layers.positionEmbedding({ sequenceLength: 512 }).apply(words)]);
const block = layers.transformerDecoder({ intermediateDim: 32, numHeads: 2 }).apply(placed);
const net = model({ inputs: ids, outputs: layers.dense({ units: 7 }).apply(block), seed: 1 });

interface Work {
  readonly flops: number;
  readonly bytes: number;
}

/** The work of a program of the model. */
function work(record: (t: Trace) => { readonly output: Tensors; readonly inputs: readonly ReturnType<typeof placeholder>[] }): Work {
  const t = new Trace({ training: false });
  const { output, inputs } = record(t);
  const session = new Session(selectBackend());
  const { words: program } = session.plan([output].flat(), t.effects(), inputs).program;
  const each = instructionsOf(program).map((at) => workOf(program, at));
  session.dispose();
  return { flops: each.reduce((sum, { flops }) => sum + flops, 0), bytes: each.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** One more step, behind so many. */
const step = (capacity: number): Work =>
  work((t) => {
    const [token, positions] = [placeholder([1, 1], 'int32'), placeholder([1], 'int32')];
    const stage = new Stage(new StepCache(1, capacity), { positions });
    return { output: t.inStage(stage, () => t.call(net, token)), inputs: [token, positions] };
  });

/** So many steps at once. */
const whole = (steps: number): Work =>
  work((t) => {
    const tokens = placeholder([1, steps], 'int32');
    return { output: t.call(net, tokens), inputs: [tokens] };
  });

/** How the work grows from n to 2 n, and from there to 3 n. */
const growth = (at: (n: number) => Work, what: keyof Work): readonly [number, number] => {
  const [one, two, three] = [128, 256, 384].map((n) => at(n)[what]) as [number, number, number];
  return [two - one, three - two];
};

test('a step takes work in proportion to the steps before it: keys and values are read once and not copied', () => {
  const [first, second] = growth(step, 'flops');
  expect(second).toBe(first);
  const [some, more] = growth(step, 'bytes');
  expect(more).toBe(some);
  // A key, a value and what says whether it is seen.
  expect(some / 128).toBeLessThan(4 * (2 * FEATURES + 8));
});

test('whole sequences take more', () => {
  const [first, second] = growth(whole, 'flops');
  expect(second).toBeGreaterThan(1.2 * first);
  expect(whole(384).flops).toBeGreaterThan(50 * step(384).flops);
});

test('the first call on prompts of different lengths takes no turns to find where steps begin to count', () => {
  const x = placeholder([2, 5, FEATURES]);
  const counts = placeholder([2, 5]);
  const t = new Trace({ training: false });
  const layer = layers.gru({ units: 3, returnSequences: true });
  const output = t.inStage(new Stage(new StepCache(2, 9), { counts }), () => t.call(layer, x));
  const session = new Session(selectBackend());
  const { words: program } = session.plan([output], t.effects(), [x, counts]).program;
  expect(instructionsOf(program).map((at) => program[at])).not.toContain(REPEAT);
  session.dispose();
});
