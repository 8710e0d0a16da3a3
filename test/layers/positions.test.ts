/** Encodings of positions and blocks of transformers: values worked out from their formulas, and blocks beside the same layers called one
 *  by one. */
import { describe, expect, test } from 'vitest';
import { layers, ops, tensor, type Layer, type Tensor } from '../../src/index.ts';
import { placeholder } from '../../src/graph/tensor.ts';
import { Trace } from '../../src/trace/trace.ts';

const ramp = (...shape: number[]): Tensor => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(Float32Array.from({ length: size }, (_, i) => Math.sin(1.3 * i) + 0.1 * Math.cos(i)), shape);
};
const near = (values: readonly number[], digits = 6): unknown[] => values.map((v) => expect.closeTo(v, digits));

test('sinePositionEncoding: sines in even features, cosines in odd ones', () => {
  const y = layers.sinePositionEncoding({ maxWavelength: 100 }).apply(ramp(2, 2, 4), { startIndex: 3 });
  const row = (p: number): unknown[] => near([Math.sin(p), Math.cos(p), Math.sin(p / 10), Math.cos(p / 10)]);
  expect(y.toArray()).toEqual([[row(3), row(4)], [row(3), row(4)]]);
});

test('positionEmbedding: the vectors of the positions, for each sample', () => {
  const layer = layers.positionEmbedding({ sequenceLength: 3, name: 'places' });
  layer.apply(ramp(1, 2, 2));
  layer.embeddings!.assign(tensor([[1, 2], [3, 4], [5, 6]]));
  expect(layer.apply(ramp(2, 2, 2)).toArray()).toEqual([[[1, 2], [3, 4]], [[1, 2], [3, 4]]]);
  expect(layer.apply(ramp(1, 2, 2), { startIndex: 1 }).toArray()).toEqual([[[3, 4], [5, 6]]]);
  expect(() => layer.apply(ramp(1, 2, 2), { startIndex: 2 })).toThrow(
    /places: there are vectors of 2 features for 3 positions, received 2 steps/,
  );
  expect(() => layer.apply(ramp(1, 2, 2), { startIndex: -1 })).toThrow(/places: startIndex must be an integer >= 0, received -1/);
  expect(() => layer.apply(ramp(1, 2, 2), { start: 1 })).toThrow(/places: unknown option 'start'/);
});

describe('rotaryEmbedding', () => {
  test('turns features i and i + n / 2 by the angle of their position', () => {
    const x = ramp(1, 2, 4);
    const [, [a, b, c, d]] = (x.toArray() as number[][][])[0]! as [number[], [number, number, number, number]];
    const y = layers.rotaryEmbedding({ maxWavelength: 100, scalingFactor: 2 }).apply(x, { startIndex: 5 }).toArray() as number[][][];
    const [s, t] = [3, 0.3];
    const { sin, cos } = Math;
    expect(y[0]![1]).toEqual(near([a * cos(s) - c * sin(s), b * cos(t) - d * sin(t), c * cos(s) + a * sin(s), d * cos(t) + b * sin(t)]));
  });

  test('products of queries and keys depend on the distance of their positions', () => {
    const layer = layers.rotaryEmbedding();
    const [q, k] = [ramp(1, 1, 6), ops.multiply(ramp(1, 1, 6), 0.7)];
    const product = (i: number, j: number): number =>
      ops.sum(ops.multiply(layer.apply(q, { startIndex: i }), layer.apply(k, { startIndex: j }))).item();
    expect(product(9, 4)).toBeCloseTo(product(25, 20), 4);
  });

  test('wrong use', () => {
    const layer = layers.rotaryEmbedding({ name: 'turn' });
    expect(() => layer.apply(ramp(1, 2, 3))).toThrow(/turn: expected an even number of features along axis 2, .* received 3/);
    expect(() => layers.rotaryEmbedding({ sequenceAxis: 5 }).apply(ramp(1, 2, 4))).toThrow(/axis must be an integer from -3 to 2/);
  });
});

/** The layer with weights that are the same in each run. */
const seeded = <L extends Layer>(layer: L): L => Object.assign(layer, { seed: 7 });

/** The layers of a block by the names of its properties. */
const partsOf = (block: Layer): Record<string, Layer> => Object.fromEntries(block.sublayers());

describe.each([false, true])('normalizeFirst %s', (normalizeFirst) => {
  const options = { intermediateDim: 5, numHeads: 2, normalizeFirst, layerNormEpsilon: 0.01 };
  const around = (x: Tensor, norm: Layer, part: (x: Tensor) => Tensor): Tensor =>
    normalizeFirst ? ops.add(x, part(norm.apply(x))) : norm.apply(ops.add(x, part(x)));

  test('transformerEncoder: attention, then dense layers', () => {
    const [x, paddingMask] = [ramp(2, 3, 4), tensor([[1, 1, 0], [1, 1, 1]])];
    const block = seeded(layers.transformerEncoder(options));
    const y = block.apply(x, { paddingMask });
    const p = partsOf(block);
    const attended = around(x, p['selfAttentionNorm']!, (z) => p['selfAttention']!.apply([z, z], { valueMask: paddingMask }) as Tensor);
    const expected = around(attended, p['feedforwardNorm']!, (z) => p['feedforwardOutput']!.apply(p['feedforwardIntermediate']!.apply(z)));
    expect([...y.data]).toEqual(near([...expected.data], 4));
    const scored = block.apply(x, { paddingMask, returnAttentionScores: true }) as unknown as readonly Tensor[];
    expect(scored.map((z) => z.shape)).toEqual([[2, 3, 4], [2, 2, 3, 3]]);
    expect([...scored[0]!.data]).toEqual(near([...y.data], 4));
  });

  test('transformerDecoder: the past, the sequence of the encoder, then dense layers', () => {
    const [x, encoder, encoderPaddingMask] = [ramp(2, 3, 4), ramp(2, 5, 3), tensor([[1, 1, 0, 1, 0], [1, 1, 1, 1, 1]])];
    const block = seeded(layers.transformerDecoder(options));
    const y = block.apply([x, encoder], { encoderPaddingMask }) as Tensor;
    const p = partsOf(block);
    const past = around(x, p['selfAttentionNorm']!, (z) => p['selfAttention']!.apply([z, z], { useCausalMask: true }) as Tensor);
    const crossed = around(past, p['crossAttentionNorm']!, (z) =>
      p['crossAttention']!.apply([z, encoder], { valueMask: encoderPaddingMask }) as Tensor,
    );
    const expected = around(crossed, p['feedforwardNorm']!, (z) => p['feedforwardOutput']!.apply(p['feedforwardIntermediate']!.apply(z)));
    expect([...y.data]).toEqual(near([...expected.data], 4));
  });
});

test('a step of a decoder does not depend on those behind it, unless causality is off', () => {
  const block = seeded(layers.transformerDecoder({ intermediateDim: 3, numHeads: 1 }));
  const x = ramp(1, 4, 2);
  const changed = tensor(Float32Array.from(x.data, (v, i) => (i < 6 ? v : v + 1)), [1, 4, 2]);
  const rows = (y: Tensor): unknown => (y.toArray() as number[][][])[0]!.slice(0, 3);
  expect(rows(block.apply(changed))).toEqual(rows(block.apply(x)));
  expect(rows(block.apply(changed, { useCausalMask: false }))).not.toEqual(rows(block.apply(x, { useCausalMask: false })));
});

test('blocks heed the mask that their input carries, and pass it on', () => {
  const mask = tensor([[1, 0, 1]]);
  const options = { intermediateDim: 3, numHeads: 1 };
  for (const block of [layers.transformerEncoder(options), layers.transformerDecoder(options)].map(seeded)) {
    const t = new Trace({ training: false });
    const x = placeholder([1, 3, 4]);
    t.setMask(x, mask);
    expect(t.maskOf(t.call(block, x) as Tensor)).toBe(mask);
    const first = ramp(1, 3, 4);
    const other = tensor(Float32Array.from(first.data, (v, i) => (i >= 4 && i < 8 ? 2 - v * v : v)), [1, 3, 4]);
    const last = (y: Tensor): unknown => (y.toArray() as number[][][])[0]![2];
    expect(last(block.apply(first, { mask }))).toEqual(last(block.apply(other, { mask })));
    expect(last(block.apply(first))).not.toEqual(last(block.apply(other)));
  }
});

test('wrong use of blocks', () => {
  const block = layers.transformerEncoder({ intermediateDim: 3, numHeads: 3, name: 'block' });
  expect(() => block.apply(ramp(1, 2, 4))).toThrow(/block: numHeads must divide the number of features, received 3 for 4/);
  expect(() => layers.transformerEncoder({ intermediateDim: 3, numHeads: 1, name: 'block' }).apply(ramp(2, 4))).toThrow(
    /block: expected input of shape \[\*, steps, features\], received \[\*, 4\]/,
  );
  const alone = layers.transformerDecoder({ intermediateDim: 3, numHeads: 1, name: 'alone' });
  alone.apply(ramp(1, 2, 4));
  expect(() => alone.apply([ramp(1, 2, 4), ramp(1, 2, 4)])).toThrow(/alone: expected a sequence alone, as .*, received 2 inputs/);
  expect(() => alone.apply(ramp(1, 2, 4), { causal: true })).toThrow(/alone: unknown option 'causal'/);
});
