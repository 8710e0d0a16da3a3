import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/core/errors.ts';
import { DIGIT_STROKES } from '../../src/data/digit-strokes.ts';
import { digits, imageText } from '../../src/data/digits.ts';

const small = digits({ train: 100, test: 50 });
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

describe('digits', () => {
  test('have the shapes asked for', () => {
    expect([small.xTrain.shape, small.yTrain.shape, small.xTest.shape, small.yTest.shape]).toEqual([
      [100, 28, 28], [100], [50, 28, 28], [50],
    ]);
    expect([small.xTrain.data.length, small.yTest.data.length]).toEqual([78400, 50]);
    expect(digits({ train: 0, test: 0 }).xTest.data.length).toBe(0);
  });

  test('are the same bits on every machine', () => {
    const hash = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
    expect(hash(small.xTrain.data)).toBe('6a8568de64cb926a0bc3c9ae2eb56f7b91a55ea52d012dbfcd4f6033f96b698e');
    expect(hash(small.xTest.data)).toBe('679f0082c1016f2f219b4d4ef2163f051aae07fd11cee67c57bb43477dc202c4');
  });

  test('differ with the seed, and between training and test', () => {
    expect(digits({ seed: 1, train: 100, test: 0 }).xTrain.data).not.toEqual(small.xTrain.data);
    expect(small.xTest.data).not.toEqual(small.xTrain.data.subarray(0, 50 * 784));
  });

  test('are balanced and shuffled', () => {
    const counts = new Array<number>(10).fill(0);
    for (const label of small.yTrain.data) counts[label]!++;
    expect(counts).toEqual(new Array(10).fill(10));
    expect([...small.yTrain.data.subarray(0, 10)]).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('are ink on paper, whole and near the middle', () => {
    for (let i = 0; i < 100; i++) {
      const image = small.xTrain.data.subarray(i * 784, (i + 1) * 784);
      const border = [...image.subarray(0, 28), ...image.subarray(756)];
      expect(sum(image) / 784).toBeGreaterThan(5);
      expect(sum(image) / 784).toBeLessThan(100);
      expect(sum(border) / 56).toBeLessThan(30);
    }
  });

  test('are told apart by their nearest neighbours far better than by chance, but not perfectly', () => {
    const { xTrain, yTrain, xTest, yTest } = digits({ train: 600, test: 100 });
    let right = 0;
    for (let i = 0; i < 100; i++) {
      let best = Infinity;
      let label = -1;
      for (let j = 0; j < 600; j++) {
        let distance = 0;
        for (let p = 0; p < 784 && distance < best; p++) distance += (xTest.data[i * 784 + p]! - xTrain.data[j * 784 + p]!) ** 2;
        if (distance < best) [best, label] = [distance, yTrain.data[j]!];
      }
      right += Number(label === yTest.data[i]);
    }
    expect(right).toBeGreaterThan(60);
    expect(right).toBeLessThan(100);
  });

  test('counts must be whole numbers', () => {
    expect(() => digits({ train: -1 })).toThrow(ConfigError);
    expect(() => digits({ test: 1.5 })).toThrow('digits: test must be an integer >= 0, received 1.5.');
    expect(() => digits({ seed: NaN })).toThrow(/seed must be a number/);
    expect(() => digits({ trian: 5 } as object)).toThrow(/unknown option 'trian'. Did you mean 'train'/);
  });
});

test('every digit has outlines inside the box', () => {
  expect(DIGIT_STROKES.length).toBe(10);
  for (const shapes of DIGIT_STROKES) {
    expect(shapes.length).toBeGreaterThan(1);
    for (const stroke of shapes.flat()) {
      expect(stroke.length).toBeGreaterThanOrEqual(4);
      expect(stroke.length % 2).toBe(0);
      expect(stroke.every((v) => v >= 0 && v <= 1)).toBe(true);
    }
  }
});

test('an image as text takes two rows a line', () => {
  expect(imageText([255, 0, 255, 0, 255, 255, 0, 255, 0], 3, 3)).toBe('▀▄█\n ▀ \n');
});
