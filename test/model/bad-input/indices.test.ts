/** Indices that an embedding has no vector for, rows that leave names away, sizes that stand for any. */
import { expect, test } from 'vitest';
import { DataError, layers, sequential, ShapeError } from '../../../src/index.ts';

test('an embedding with an inputShape refuses indices that it has no vector for, and says which', async () => {
  const table = layers.embedding({ inputDim: 5, outputDim: 2, inputShape: [3] });
  const model = sequential([table, layers.flatten(), layers.dense({ units: 1 })]);
  model.compile({ loss: 'mse' });
  const before = model.getWeights().map((w) => [...w.data]);
  await expect(model.predict([[0, 4, 1], [1, 2, 7]])).rejects.toThrow(/indices from 0 to 4.*received 7 in row 1/);
  await expect(model.fit([[1, 2, -1]], [[1]], { verbose: 0 })).rejects.toThrow(DataError);
  expect(() => model.predictSync([[5, 0, 0]])).toThrow(/received 5 in row 0/);
  expect(model.getWeights().map((w) => [...w.data])).toEqual(before);
});

test('a row may leave away columns that the encoding knows, and one that has none of them is refused', () => {
  const encoding = layers.tableEncoding();
  encoding.adapt([{ a: 1, b: 'x' }, { a: 2, b: 'y' }, { a: 3, b: 'x' }, { a: 4 }]);
  expect(encoding.apply([{ a: 1 }]).toArray()).toEqual(encoding.apply([{ a: 1, b: null }]).toArray());
  expect(() => encoding.apply([{ c: 1 }])).toThrow(/expected a column named 'a'/);
});

test('errors of shapes show * for sizes that stand for any', () => {
  const small = (): unknown => sequential([layers.conv2d({ filters: 4, kernelSize: 5, inputShape: [4, 4, 1] })]);
  expect(small).toThrow(ShapeError);
  expect(small).toThrow(/the 4 of \[\*, 4, 4, 1\]/);
});
