/** Images that layers change at random: by hand where a range has one value only, else by statistics; seeds fix everything. */
import { describe, expect, test } from 'vitest';
import { layers, ops, optimizers, sequential, tensor, type Layer, type Tensor } from '../../src/index.ts';

/** So many images of rows of numbers, with one channel. */
const images = (rows: readonly (readonly number[])[], batch = 1): Tensor =>
  tensor(Float32Array.from(new Array<readonly number[]>(batch).fill(rows.flat()).flat()), [batch, rows.length, rows[0]!.length, 1]);
const changed = (layer: Layer, x: Tensor): Tensor => layer.apply(x, { training: true }) as Tensor;
const rowsOf = (x: Tensor, image = 0): number[][] => (x.toArray() as number[][][][])[image]!.map((row) => row.map(([v]) => v!));
/** The values of each image. */
const each = (x: Tensor): number[][] => (x.toArray() as number[][][][]).map((image) => image.flat(2));
const near = (rows: readonly (readonly number[])[]): unknown => rows.map((row) => row.map((v) => expect.closeTo(v, 4)));
const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;

const square = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];

describe('by hand', () => {
  const outside = { fillMode: 'constant', fillValue: 0 } as const;
  test.each<[string, () => Layer, readonly (readonly number[])[]]>([
    ['a quarter turn is counterclockwise', () => layers.randomRotation({ factor: [0.25, 0.25] }), [[3, 6, 9], [2, 5, 8], [1, 4, 7]]],
    [
      'a third down, a third to the left',
      () => layers.randomTranslation({ heightFactor: [1 / 3, 1 / 3], widthFactor: [-1 / 3, -1 / 3], ...outside }),
      [[0, 0, 0], [2, 3, 0], [5, 6, 0]],
    ],
    [
      'reflect repeats the edge', () => layers.randomTranslation({ heightFactor: [2 / 3, 2 / 3], widthFactor: 0 }),
      [[4, 5, 6], [1, 2, 3], [1, 2, 3]],
    ],
    ['twice as much is seen', () => layers.randomZoom({ heightFactor: [1, 1], ...outside }), [[0, 0, 0], [0, 5, 0], [0, 0, 0]]],
    ['half of the width is seen', () => layers.randomZoom({ heightFactor: 0, widthFactor: [-0.5, -0.5] }), [
      [1.5, 2, 2.5], [4.5, 5, 5.5], [7.5, 8, 8.5],
    ]],
    ['brighter, up to the highest value', () => layers.randomBrightness({ factor: [0.5, 0.5], valueRange: [0, 8] }), [
      [5, 6, 7], [8, 8, 8], [8, 8, 8],
    ]],
  ])('%s', (_, make, rows) => {
    expect(rowsOf(changed(make(), images(square)))).toEqual(near(rows));
  });

  test('shear moves row y by y columns, one way or the other', () => {
    const layer = layers.randomShear({ xFactor: [1, 1], ...outside, seed: 9 });
    const rows = each(changed(layer, images(square, 200))).map((image) => image.join());
    const [left, right] = ['1,2,3,5,6,0,9,0,0', '1,2,3,0,4,5,0,0,7'];
    expect(new Set(rows)).toEqual(new Set([left, right]));
    expect(rows.filter((row) => row === left).length / 200).toBeCloseTo(0.5, 0);
  });
});

describe('by statistics', () => {
  test('flips mirror half of the images, both ways together', () => {
    const x = images([[1, 2], [3, 4]], 1000);
    for (const [mode, mirrored] of [['horizontal', '2,1,4,3'], ['vertical', '3,4,1,2'], ['horizontalAndVertical', '4,3,2,1']] as const) {
      const found = each(changed(layers.randomFlip({ mode, seed: 3 }), x)).map((image) => image.join());
      expect(new Set(found)).toEqual(new Set(['1,2,3,4', mirrored]));
      expect(Math.abs(found.filter((image) => image === mirrored).length - 500)).toBeLessThan(60);
    }
  });

  test('crops begin everywhere, at one place for a batch', () => {
    const wide = images(Array.from({ length: 4 }, (_, row) => Array.from({ length: 5 }, (_, col) => 10 * row + col)), 2);
    const layer = layers.randomCrop({ height: 2, width: 3, seed: 9 });
    const found = Array.from({ length: 300 }, () => each(changed(layer, wide)));
    for (const [first, second] of found) expect(second).toEqual(first);
    const counts = new Map<number, number>();
    for (const [[v, next, , below]] of found as number[][][]) {
      expect([next, below]).toEqual([v! + 1, v! + 10]);
      counts.set(v!, (counts.get(v!) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 10, 11, 12, 20, 21, 22]);
    expect(Math.max(...counts.values())).toBeLessThan(70);
    expect(Math.min(...counts.values())).toBeGreaterThan(10);
  });

  test('angles, distances, zooms and factors are drawn evenly, for each image', () => {
    const ramp = images([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]], 2000);
    const nearest = { fillMode: 'nearest' } as const;
    // What the middle shows says how far it has moved; the distance of its neighbours, the zoom.
    const translation = layers.randomTranslation({ heightFactor: 0, widthFactor: [-0.2, 0.3], ...nearest, seed: 9 });
    const moved = each(changed(translation, ramp)).map((r) => 5 - r[5]!);
    expect([Math.min(...moved), Math.max(...moved)]).toEqual([expect.closeTo(-2.2, 1), expect.closeTo(3.3, 1)]);
    expect(mean(moved)).toBeCloseTo(0.55, 0);
    const zoomed = each(changed(layers.randomZoom({ heightFactor: 0.4, ...nearest, seed: 9 }), ramp)).map((r) => r[6]! - r[5]!);
    expect([Math.min(...zoomed), Math.max(...zoomed)]).toEqual([expect.closeTo(0.6, 1), expect.closeTo(1.4, 1)]);
    expect(mean(zoomed)).toBeCloseTo(1, 1);
    const pairs = images([[4, 6]], 2000);
    const factors = (layer: Layer): number[] => each(changed(layer, pairs)).map(([a, b]) => (b! - a!) / 2);
    const contrast = factors(layers.randomContrast({ factor: [0.3, 0.5], seed: 9 }));
    expect([Math.min(...contrast), Math.max(...contrast)]).toEqual([expect.closeTo(0.7, 1), expect.closeTo(1.5, 1)]);
    expect(mean(contrast)).toBeCloseTo(1.1, 1);
    const oneSided = factors(layers.randomContrast({ factor: 0.5, seed: 9 }));
    expect(Math.min(...oneSided)).toBeGreaterThanOrEqual(1);
  });

  test('boxes are erased with sides between the roots of the scale', () => {
    const x = ops.full([500, 20, 30, 1], 1);
    const erased = each(changed(layers.randomErasing({ factor: [1, 1], scale: [0.25, 0.36], fillValue: 7, seed: 9 }), x));
    for (const image of erased) {
      const rows = Array.from({ length: 20 }, (_, row) => image.slice(30 * row, 30 * row + 30).filter((v) => v === 7).length);
      const [height, width] = [rows.filter((n) => n > 0).length, Math.max(...rows)];
      expect(rows.every((n) => n === 0 || n === width)).toBe(true);
      expect(height >= 9 && height <= 13 && width >= 14 && width <= 19, `${height} x ${width}`).toBe(true);
    }
    expect(each(changed(layers.randomErasing({ factor: [0, 0], fillValue: 7, seed: 9 }), x)).flat()).not.toContain(7);
    const some = each(changed(layers.randomErasing({ fillValue: 7, scale: [0.5, 1], seed: 9 }), x)).filter((v) => v.includes(7)).length;
    expect(Math.abs(some - 250), 'half of them: the probability is drawn from [0, 1]').toBeLessThan(60);
    const everything = layers.randomErasing({ factor: [1, 1], scale: [1, 1], valueRange: [-100, 100], seed: 9 });
    const noise = each(changed(everything, ops.full([1, 60, 60, 1], 1)))[0]!;
    expect(Math.abs(mean(noise))).toBeLessThan(6);
    expect([Math.min(...noise), Math.max(...noise)]).toEqual([-100, 100]);
  });

  test.each([0.1, 0.2, 1, 4])('mixUp: weights of Beta(%f, %f), for images and labels alike', (alpha) => {
    const batch = 4000;
    const x = tensor(Float32Array.from({ length: batch }, (_, i) => i), [batch, 1, 1, 1]);
    const labels = tensor(Float32Array.from({ length: 2 * batch }, (_, i) => (i % 2 === 0 ? i / 2 : 1)), [batch, 2]);
    const [y, mixed] = layers.mixUp({ alpha, seed: 5 }).apply([x, labels], { training: true }) as Tensor[];
    const own = [...mixed!.data].filter((_, i) => i % 2 === 0);
    own.forEach((v, i) => expect(v).toBeCloseTo(y!.data[i]!, 1));
    expect([...mixed!.data].filter((_, i) => i % 2 === 1).every((v) => Math.abs(v - 1) < 1e-5)).toBe(true);
    // With zeros and ones for halves of the batch, a pair of unlike ones shows its weight.
    const half = tensor(Float32Array.from({ length: batch }, (_, i) => (i < batch / 2 ? 0 : 1)), [batch, 1, 1, 1]);
    const values = each(changed(layers.mixUp({ alpha, seed: 6 }), half)).map(([v]) => v!);
    const weights = values.map((v, i) => (i < batch / 2 ? 1 - v : v)).filter((v) => v !== 0 && v !== 1);
    if (alpha >= 0.2) expect(weights.length).toBeGreaterThan(batch / 3);
    expect(mean(weights)).toBeCloseTo(0.5, 1);
    // The variance of Beta(alpha, alpha); of smaller ones, weights beside 0 and 1 round to them.
    const spread = mean(weights.map((w) => (w - 0.5) ** 2));
    if (alpha >= 0.2) expect(Math.abs(spread - 1 / (4 * (2 * alpha + 1)))).toBeLessThan(0.01);
  });

  test('cutMix: labels go by the area of the box', () => {
    const batch = 300;
    const x = ops.broadcastTo(tensor(Float32Array.from({ length: batch }, (_, i) => i), [batch, 1, 1, 1]), [batch, 20, 20, 1]);
    const labels = ops.broadcastTo(tensor(Float32Array.from({ length: batch }, (_, i) => i), [batch, 1]), [batch, 2]);
    const [y, mixed] = layers.cutMix({ factor: [1, 1], seed: 9 }).apply([x, labels], { training: true }) as Tensor[];
    let different = 0;
    each(y!).forEach((image, i) => {
      const others = [...new Set(image)].filter((v) => v !== i);
      expect(others.length).toBeLessThanOrEqual(1);
      if (others.length === 0) return;
      different++;
      const [share, label] = [image.filter((v) => v !== i).length / 400, (mixed!.data[2 * i]! - i) / (others[0]! - i)];
      expect(Math.abs(share - label), `${share} of the image, ${label} of the label`).toBeLessThan(0.11);
    });
    expect(different).toBeGreaterThan(batch / 2);
  });
});

const MAKE: Readonly<Record<string, (seed: number) => Layer>> = {
  randomCrop: (seed) => layers.randomCrop({ height: 4, width: 4, seed }),
  randomFlip: (seed) => layers.randomFlip({ seed }),
  randomRotation: (seed) => layers.randomRotation({ factor: 0.3, seed }),
  randomTranslation: (seed) => layers.randomTranslation({ heightFactor: 0.3, widthFactor: 0.3, seed }),
  randomZoom: (seed) => layers.randomZoom({ heightFactor: 0.3, seed }),
  randomShear: (seed) => layers.randomShear({ xFactor: 0.3, yFactor: 0.3, seed }),
  randomContrast: (seed) => layers.randomContrast({ factor: 0.3, seed }),
  randomBrightness: (seed) => layers.randomBrightness({ factor: 0.3, seed }),
  randomErasing: (seed) => layers.randomErasing({ factor: [1, 1], seed }),
  randomColorDegeneration: (seed) => layers.randomColorDegeneration({ factor: 0.3, seed }),
  randomSharpness: (seed) => layers.randomSharpness({ factor: 0.9, seed }),
  randomPosterization: (seed) => layers.randomPosterization({ factor: 8, seed }),
  solarization: (seed) => layers.solarization({ additionFactor: 0.3, thresholdFactor: 0.7, seed }),
  randAugment: (seed) => layers.randAugment({ numOps: 3, seed }),
  mixUp: (seed) => layers.mixUp({ alpha: 1, seed }),
  cutMix: (seed) => layers.cutMix({ seed }),
};

describe.each(Object.entries(MAKE))('%s', (kind, make) => {
  const x = tensor(Float32Array.from({ length: 8 * 9 * 8 * 3 }, (_, i) => (i * 37) % 251), [8, 9, 8, 3]);

  test('a seed fixes what is drawn; each application draws anew', () => {
    const [one, same, other] = [make(1), make(1), make(2)];
    const first = [...changed(one, x).data];
    expect([...changed(same, x).data]).toEqual(first);
    expect([...changed(other, x).data]).not.toEqual(first);
    expect([...changed(one, x).data]).not.toEqual(first);
  });

  test('changes nothing but in training', () => {
    const y = make(1).apply(x) as Tensor;
    if (kind === 'randomCrop') expect(y.shape).toEqual([8, 4, 4, 3]);
    else expect([...y.data]).toEqual([...x.data]);
  });
});

test('a model of images that change at random learns, and a seed fixes what it learns', async () => {
  const [n, size] = [64, 8];
  // Bright on the left or on the right.
  const x = Float32Array.from({ length: n * size * size }, (_, i) => {
    const [image, col] = [Math.floor(i / (size * size)), i % size];
    return (image % 2 === 0) === col < size / 2 ? 200 : 20;
  });
  const y = Float32Array.from({ length: n }, (_, i) => i % 2);
  const trained = async (): Promise<{ loss: number[]; weights: number[] }> => {
    const net = sequential(
      [
        layers.randomTranslation({ heightFactor: 0.1, widthFactor: 0.1, inputShape: [size, size, 1] }),
        layers.randomFlip({ mode: 'vertical' }),
        layers.randomContrast({ factor: 0.1 }), layers.rescaling({ scale: 1 / 255 }), layers.averagePooling2d({ poolSize: 2 }),
        layers.flatten(), layers.dense({ units: 1, activation: 'sigmoid' }),
      ],
      { seed: 7 },
    );
    net.compile({ optimizer: optimizers.adam({ learningRate: 0.05 }), loss: 'binaryCrossentropy' });
    const history = await net.fit({ data: x, shape: [n, size, size, 1] }, { data: y, shape: [n, 1] }, { epochs: 30, batchSize: 16 });
    return { loss: history.history['loss'] as number[], weights: net.getWeights().flatMap((w) => [...w.data]) };
  };
  const [first, second] = [await trained(), await trained()];
  expect(second).toEqual(first);
  expect(first.loss.at(-1)!).toBeLessThan(0.5 * first.loss[0]!);
});

describe('refusals', () => {
  const x = images(square);
  test.each<[() => unknown, RegExp]>([
    [() => layers.resizing({ height: 0, width: 2 }), /resizing: height must be an integer >= 1/],
    [() => layers.resizing({ height: 2, width: 2, interpolation: 'area' as 'nearest' }), /interpolation of resizing 'area'/],
    [
      () => layers.resizing({ height: 2, width: 2, cropToAspectRatio: true, padToAspectRatio: true }),
      /resizing: cropToAspectRatio and padToAspectRatio are both true/,
    ],
    [() => layers.resizing({ height: 2, width: 2, name: 'tiny' }).apply([[1]]), /tiny: expected input of shape \[\*, height, width, chan/],
    [() => layers.randomRotation({ factor: 1.5 }), /randomRotation: factor must be a number from -1 to 1, or two of them, received 1.5/],
    [() => layers.randomZoom({ heightFactor: [-1, 0] }), /randomZoom: heightFactor must be above -1/],
    [() => layers.randomShear({ xFactor: -0.1 }), /randomShear: xFactor must be a number from 0 to 1/],
    [() => layers.randomContrast({ factor: 0.1, valueRange: [1, 0] }), /valueRange must be two numbers, the lower one first/],
    [() => layers.randomFlip({ mode: 'both' as 'vertical' }), /mode of randomFlip 'both'/],
    [() => layers.mixUp({ alpha: 0 }), /mixUp: alpha must be a number above 0/],
    [() => changed(layers.randomErasing({ fillValue: [1, 2, 3], name: 'colour' }), x), /colour: fillValue is for three channels/],
    [
      () => layers.mixUp({ name: 'mix' }).apply([x, tensor(Int32Array.of(1), [1, 1])], { training: true }),
      /mix: expected labels as float32 of shape \[1, classes\], received int32 \[1, 1\].*use ops.oneHot/,
    ],
    [() => layers.cutMix({ name: 'mix' }).apply([x, x, x], { training: true }), /mix: expected images, or \[images, labels\], received 3/],
  ])('%s', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('levels, thresholds and changes that are drawn', () => {
  const bytes = tensor(Float32Array.from({ length: 400 * 256 }, (_, i) => i % 256), [400, 16, 16, 1]);

  test('posterization leaves as many levels as bits say; the upper bound is not drawn', () => {
    const levels = each(changed(layers.randomPosterization({ factor: [2, 5], seed: 3 }), bytes)).map((image) => new Set(image).size);
    expect(new Set(levels)).toEqual(new Set([4, 8, 16]));
    for (const n of [4, 8, 16]) expect(Math.abs(levels.filter((l) => l === n).length - 133)).toBeLessThan(40);
  });

  test('solarization inverts what is above a threshold, drawn evenly', () => {
    const images = each(changed(layers.solarization({ thresholdFactor: 0.5, seed: 3 }), bytes));
    const thresholds = images.map((image) => image.findIndex((v, i) => v !== i));
    images.forEach((image, i) => expect(image).toEqual(image.map((_, v) => (v < thresholds[i]! ? v : 255 - v))));
    expect(Math.max(...thresholds)).toBeLessThan(129);
    expect(Math.abs(mean(thresholds) - 64)).toBeLessThan(8);
  });

  test('randAugment draws one of eleven changes for a batch', () => {
    const x = tensor(Float32Array.from({ length: 2 * 6 * 6 * 3 }, (_, i) => (i * 53) % 200), [2, 6, 6, 3]);
    const layer = layers.randAugment({ numOps: 1, factor: [0.4, 0.4], seed: 2 });
    const ways = Array.from({ length: 120 }, () => each(changed(layer, x)));
    // autoContrast and equalization have no numbers of their own: they come again, bit for bit.
    const again = [layers.autoContrast(), layers.equalization()].map((same) => each(changed(same, x)).join());
    for (const one of again) {
      const count = ways.filter((way) => way.join() === one).length;
      expect(count, 'of 120, where 11 are to be expected').toBeGreaterThan(2);
      expect(count).toBeLessThan(28);
    }
    const posterized = ways.filter((way) => way.flat().every((v) => v % 32 === 0)).length;
    expect(posterized, 'three bits and fewer').toBeGreaterThan(2);
  });
});
