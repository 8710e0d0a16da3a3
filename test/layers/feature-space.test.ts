/** Feature spaces against Keras (test/golden/record-preprocessing.py names producer and version), and what they refuse. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { layers, sequential, type Tensor } from '../../src/index.ts';

interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  readonly dtype?: 'int32';
}

const golden = JSON.parse(readFileSync(new URL('../golden/preprocessing.json', import.meta.url), 'utf8')) as {
  readonly producer: string;
  readonly columns: Readonly<Record<string, string[] | number[]>>;
  readonly asking: Readonly<Record<string, string[] | number[]>>;
  readonly spaces: readonly {
    readonly options: layers.FeatureSpaceOptions;
    readonly outputs: GoldenTensor | Readonly<Record<string, GoldenTensor>>;
  }[];
};

type Columns = Readonly<Record<string, string[] | number[]>>;
const some = (columns: Columns, names: readonly string[]): Columns =>
  Object.fromEntries(Object.entries(columns).filter(([name]) => names.includes(name)));
/** The same as rows. */
const rowsOf = (columns: Columns): Record<string, string | number>[] =>
  Object.values(columns)[0]!.map((_, i) => Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[i]!])));

function expectTensor(found: Tensor, { shape, data, dtype = undefined }: GoldenTensor): void {
  expect(found.shape).toEqual(shape);
  expect(found.dtype).toBe(dtype ?? 'float32');
  expect([...found.data]).toEqual(data.map((v) => expect.closeTo(v, 5)));
}

describe(`as ${golden.producer}`, () => {
  test.each(golden.spaces.map((s, i) => [i, s] as const))('space %s', (_, { options, outputs }) => {
    const names = Object.keys(options.features);
    const space = layers.featureSpace(options);
    space.adapt(some(golden.columns, names));
    const ofRows = layers.featureSpace(options);
    ofRows.adapt(rowsOf(some(golden.columns, names)));
    for (const answer of [space.apply(some(golden.asking, names)), ofRows.apply(rowsOf(some(golden.asking, names)))]) {
      if (options.outputMode !== 'dict') expectTensor(answer, outputs as GoldenTensor);
      else {
        const record = answer as unknown as Record<string, Tensor>;
        expect(Object.keys(record).toSorted()).toEqual(Object.keys(outputs).toSorted());
        for (const [name, tensor] of Object.entries(outputs as Record<string, GoldenTensor>)) expectTensor(record[name]!, tensor);
      }
    }
  });
});

test('what cannot be is refused by name', () => {
  const make = (options: object): unknown =>
    layers.featureSpace({ name: 'space', features: { a: 'float', b: 'stringHashed' }, ...options });
  expect(() => make({ features: {} })).toThrow(/features must be an object with a type for each column/);
  expect(() => make({ features: { a: 'floatNormalised' } })).toThrow(
    /type of space: feature 'a' 'floatNormalised'. Did you mean 'floatNormalized'/,
  );
  expect(() => make({ features: { a: 3 } })).toThrow(/feature 'a' must be a type such as 'floatNormalized'.*received 3/);
  expect(() => make({ features: { a: { type: 'float', numBins: 3 } } })).toThrow(/feature 'a': unknown option 'numBins'/);
  expect(() => make({ features: { a: { type: 'stringHashed', outputMode: 'int' } } })).toThrow(/'a' has outputMode 'int'/);
  expect(() => make({ crosses: [['a', 'b']] })).toThrow(/'a' is of floats. Discretize it/);
  expect(() => make({ crosses: [['b', 'c']] })).toThrow(/unknown feature of space: a cross 'c'/);
  expect(() => make({ crosses: [['b']] })).toThrow(/must have the names of two features or more/);
  const space = layers.featureSpace({ name: 'space', features: { a: 'floatNormalized', b: 'stringCategorical' } });
  expect(() => space.apply({ a: [1], b: ['x'] })).toThrow(/space: its features must see data first. Call adapt/);
  space.adapt({ a: [1, 3], b: ['x', 'y'] });
  expect(() => space.apply({ a: [1] })).toThrow(/space: the table has no 'b'. The features are a, b/);
  expect(() => space.apply([{ a: 1, b: 'x' }, { a: 2, b: 'x', c: 3 }])).toThrow(/row 1 has 'c', which is no feature/);
  expect(() => space.apply({ a: [1, 2], b: ['x'] })).toThrow(/expected 2 values in every column, received 1 of 'b'/);
  expect(() => space.apply({ a: ['x'], b: ['x'] })).toThrow(/space: a: expected numbers, received 'x'/);
  expect(() => space.apply({ a: [[1, 2]], b: [['x']] })).toThrow(/space: a: expected one value a row, received shape \[1, 2\]/);
  expect(() => space.apply([1, 2] as never)).toThrow(/row 0: expected named values, received 1/);
});

test('first in a model, before it has seen data', async () => {
  const space = layers.featureSpace({ features: { a: 'floatNormalized', b: 'stringCategorical' } });
  const net = sequential([space, layers.dense({ units: 1 })]);
  const table = { a: [1, 3], b: ['x', 'y'] };
  await expect(net.predict(table)).rejects.toThrow(/its features must see data first/);
  space.adapt(table);
  expect((await net.predict(table)).shape).toEqual([2, 1]);
  expect(net.predictSync([{ a: 1, b: 'x' }]).toArray()).toEqual([(net.predictSync(table).toArray() as number[][])[0]]);
  expect(net.inputs![0]!.shape).toEqual([null, 4]);
});

test('crossings of columns that do not fit', () => {
  const layer = layers.hashedCrossing({ numBins: 5, name: 'crossed' });
  expect(() => layer.apply([['a']])).toThrow(/crossed: expected an array of two columns or more/);
  expect(() => layer.apply([['a'], [1, 2]])).toThrow(/expected columns of the shape of the first, \[1\], received shape \[2\]/);
  expect(() => layer.apply([['a'], [0.5]])).toThrow(/expected strings or whole numbers, received 0.5/);
  expect(() => layer.apply([[['a', 'b']], [[1, 2]]])).toThrow(/expected columns of one value a row/);
});
