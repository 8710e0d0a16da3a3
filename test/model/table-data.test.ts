/** Tables go into fit, evaluate and predict as they come. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { datasets, input, layers, loadModel, model, sequential, type Inputs, type Sequential, type Targets } from '../../src/index.ts';

const rows = Array.from({ length: 60 }, (_, i) => ({
  island: ['Torgersen', 'Biscoe', 'Dream'][i % 3]!, bill: i % 7 === 0 ? null : 35 + ((i * 5) % 17), mass: 3000 + 100 * (i % 11),
  species: (i % 3) + (i % 11) > 6 ? 'Adelie' : 'Gentoo',
}));
const table = datasets.table(rows);

function network(): Sequential {
  const [columns, labels] = [layers.tableEncoding(), layers.labelEncoding()];
  columns.adapt(table.without('species'));
  labels.adapt(table.column('species'));
  const made = sequential([columns, layers.dense({ units: 2, activation: 'softmax', name: 'last' }), labels], { seed: 1 });
  made.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return made;
}

test.each<[string, Inputs, Targets]>([
  ['a table and the name of a column', table, 'species'],
  ['rows and the name of a column', rows, 'species'],
  ['columns and the name of a column', { ...Object.fromEntries(table.columns.map((c) => [c.name, c])) }, 'species'],
  ['a table and a column', table.without('species'), table.column('species')],
  ['a table and labels', table, rows.map(({ species }) => species)],
])('a model learns the same of %s', async (_, x, y) => {
  const [net, other] = [network(), network()];
  const options = { epochs: 5, batchSize: 16, validationSplit: 0.25 };
  const { history } = await other.fit(table, 'species', options);
  expect((await net.fit(x, y, options)).history).toEqual(history);
  expect(await net.evaluate(x, y)).toEqual(await other.evaluate(table, 'species'));
  await net.fit(table, 'species', { validationData: [x, y], verbose: 0 });
});

test('saved and loaded, it answers raw rows with labels', async () => {
  const net = network();
  await net.fit(table, 'species', { epochs: 100, batchSize: 16 });
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  try {
    await net.save(join(folder, 'model.safetensors'));
    const loaded = await loadModel(join(folder, 'model.safetensors'));
    const asked = [{ island: 'Torgersen', bill: 39.1, mass: 3000 }, { island: 'Elsewhere', mass: 4000 }];
    expect(await loaded.predictLabels(asked)).toEqual(['Gentoo', 'Adelie']);
    expect((await loaded.predict(asked)).toArray()).toEqual(net.predictSync(asked).toArray());
    const columns = { island: ['Torgersen', 'Elsewhere'], bill: [39.1, null], mass: [3000, 4000] };
    expect((await loaded.predict(columns)).toArray()).toEqual(net.predictSync(datasets.table(asked)).toArray());
    // What a row leaves away is missing; a column that is not there at all is not.
    expect((await loaded.predict([{ island: 'Dream' }])).toArray()).toEqual(
      (await loaded.predict([{ island: 'Dream', bill: null, mass: null }])).toArray(),
    );
    await expect(loaded.predict({ island: ['Dream'] })).rejects.toThrow(
      /^x: expected a column named 'bill' as in training, received island/,
    );
    await expect(loaded.predict({ island: ['Dream'], bill: ['long'], mass: [1] })).rejects.toThrow(
      /^x: row 0: column 'bill': expected a number as in training, received 'long'/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a column that the model reads is no target by its name', async () => {
  const net = network();
  await expect(net.fit(table, 'bill')).rejects.toThrow(/^x: expected a column named 'bill' as in training/);
  await expect(net.fit(table, 'spices')).rejects.toThrow(/^y: unknown column 'spices'\. Did you mean 'species'/);
  await expect(net.fit([[1, 2]], 'species')).rejects.toThrow(/^x: row 0: expected named values, received \[1, 2\]/);
  expect(() => sequential([layers.tableEncoding(), layers.flatten()]).predictSync(rows)).toThrow(/must see a table first\. Call adapt/);
});

test('other calls take tables, too', async () => {
  const net = network();
  const quiet = { printFn: (): void => {} };
  expect((await net.check(table, 'species', quiet)).map(({ code }) => code)).not.toContain('BAD_DATA');
  expect((await net.findLearningRate(table, 'species', { ...quiet, steps: 5 })).losses[0]).toBeGreaterThan(0);
  expect((await net.profile(table, 'species', { steps: 1 })).batch).toBe(32);
  expect((await net.trainOnBatch(rows, 'species'))['loss']).toBeGreaterThan(0);
});

test('a table of numbers goes into any model', async () => {
  const numbers = datasets.parseCsv('a,b,y\n1,2,0\n3,4,1\n5,7,1\n');
  const net = sequential([layers.dense({ units: 1, activation: 'sigmoid' })], { seed: 1 });
  net.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
  await net.fit(numbers, 'y', { epochs: 2 });
  expect(net.predictSync(numbers.without('y')).toArray()).toEqual(net.predictSync([[1, 2], [3, 4], [5, 7]]).toArray());
  await expect(net.fit(datasets.parseCsv('a,b,y\n1,x,0\n3,z,1\n'), 'y')).rejects.toThrow(
    /^x: expected numbers, and column 'b' has texts\. Put layers\.tableEncoding\(\)/,
  );
  const gaps = datasets.parseCsv('a,b,y\n1,,0\n3,4,1\n');
  await expect(net.fit(gaps, 'y')).rejects.toThrow(/^x: expected finite numbers, received NaN in row 0/);
});

test('columns go to the inputs of their names, and to layers that read texts', async () => {
  const [island, mass] = [input({ shape: [1], dtype: 'string', name: 'island' }), input({ shape: [1], name: 'mass' })];
  const lookup = layers.stringLookup({ outputMode: 'oneHot' });
  lookup.adapt(table.column('island'));
  const joined = layers.concatenate().apply([lookup.apply(island), layers.rescaling({ scale: 1e-3 }).apply(mass)]);
  const net = model({ inputs: [island, mass], outputs: layers.dense({ units: 1 }).apply(joined), seed: 1 });
  const part = table.without('bill', 'species');
  const given = { island: rows.map((row) => row.island), mass: rows.map((row) => [row.mass]) };
  expect(net.predictSync(part).toArray()).toEqual(net.predictSync(given).toArray());
  expect(() => net.predictSync(table)).toThrow(/unknown input in x 'bill'/);
  const texts = sequential([lookup, layers.dense({ units: 1 })], { seed: 1 });
  const answer = texts.predictSync(rows.map((row) => row.island)).toArray();
  for (const x of [table.column('island'), table.without('bill', 'mass', 'species')])
    expect(texts.predictSync(x).toArray()).toEqual(answer);
  expect(() => lookup.apply(datasets.table({ a: ['x', null] }).column('a'))).toThrow(/row 1: the value of 'a' is missing/);
  const space = layers.featureSpace({ features: { island: 'stringCategorical', mass: 'floatNormalized' } });
  space.adapt(part);
  expect(space.apply(part).toArray()).toEqual(space.apply(given).toArray());
});

test('tables are divided as other data are', () => {
  const [train, held, yTrain] = datasets.trainTestSplit(table.without('species'), table.column('species'), {
    testSize: 15, seed: 1, stratify: table.column('species'),
  });
  expect([train.rows, held.rows, yTrain.length]).toEqual([45, 15, 45]);
  const [[rest, fold]] = [...datasets.kFold({ splits: 4 }).split(table)];
  expect([rest!.rows, fold!.cells]).toEqual([45, table.cells.slice(0, 15)]);
});

const folder = process.env['MYELIN_DATA'] ?? '';
describe.skipIf(!existsSync(join(folder, 'titanic')))('real data (needs MYELIN_DATA)', () => {
  test('titanic, as readCsv gives it', async () => {
    const all = (await datasets.readCsv(join(folder, 'titanic/titanic.csv'))).without('alive');
    const [train, test] = datasets.trainTestSplit(all, { seed: 1 });
    const [columns, labels] = [layers.tableEncoding(), layers.labelEncoding()];
    columns.adapt(train.without('survived'));
    labels.adapt(train.column('survived'));
    const net = sequential(
      [columns, layers.dense({ units: 16, activation: 'relu' }), layers.dense({ units: 1, activation: 'sigmoid' }), labels], { seed: 1 },
    );
    net.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: ['accuracy'] });
    await net.fit(train, 'survived', { epochs: 30 });
    expect((await net.evaluate(test, 'survived'))['accuracy']).toBeGreaterThan(0.75);
    expect(new Set(await net.predictLabels(test))).toEqual(new Set([0, 1]));
  });
});
