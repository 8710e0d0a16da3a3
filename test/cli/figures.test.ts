import { expect, test } from 'vitest';
import { bestClass, confusionText, figuresOf, figuresText } from '../../src/cli/figures.ts';
import type { Target } from '../../src/cli/target.ts';

const classes: Target = { task: 'classification', name: 'y', index: 0, labels: ['a', 'b', 'c'], numeric: false };
const values: Target = { task: 'regression', name: 'y', index: 0, mean: 100, std: 10 };

test('classification: accuracy, mean log loss, the most frequent class, confusions', () => {
  const probabilities = [0.5, 0.25, 0.25, 0.1, 0.2, 0.7, 0, 0.5, 0.5, 0, 0, 1];
  const figures = figuresOf(classes, probabilities, [0, 2, 2, 0]);
  if (figures.task !== 'classification') throw new Error('expected a classification');
  expect(figures).toMatchObject({ rows: 4, accuracy: 0.5, baseline: 0.5, confusion: [[1, 0, 1], [0, 0, 0], [0, 1, 1]] });
  // A probability of 0 counts as 1e-7.
  expect(figures.loss).toBeCloseTo(-(Math.log(0.5) + Math.log(0.7) + Math.log(0.5) + Math.log(1e-7)) / 4, 12);
  expect(figuresText(figures)).toContain('accuracy 50.00 %');
  expect(confusionText(classes, figures)).toEqual(['  true  a  b  c', '  a     1  0  1', '  b     0  0  0', '  c     0  1  1']);
  expect(bestClass(probabilities, 2, 3)).toBe(1);
});

test('regression: errors in the units of the target', () => {
  // 90, 110 and 100 predicted where 100, 110 and 120 are true
  expect(figuresOf(values, [90, 110, 100], [100, 110, 120])).toMatchObject({
    rows: 3, rmse: Math.sqrt(500 / 3), mae: 10, baseline: Math.sqrt(200 / 3), r2: 1 - 500 / 200,
  });
});

test('a table of many classes is not printed', () => {
  const many: Target = { ...classes, labels: Array.from({ length: 13 }, (_, i) => `${i}`) };
  expect(confusionText(many, figuresOf(many, new Float32Array(13), [0]))).toEqual([]);
});
