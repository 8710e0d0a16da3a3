/** Files that the command wrote when it prepared columns outside of its models; see test/golden/record-command.mjs. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judge } from '../../src/cli/figures.ts';
import { load } from '../../src/cli/stored-model.ts';
import { imageRows, type ImageSubject } from '../../src/cli/subject.ts';
import { upgradedFile } from '../../src/cli/upgrade-file.ts';
import { FormatError } from '../../src/core/errors.ts';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors.ts';
import { datasets, layers, loadModel, sequential } from '../../src/index.ts';
import { runMyelin, type Ended } from './myelin.ts';

type Prediction = { readonly prediction: string | number; readonly probability?: number };
interface Recorded {
  readonly csv: string;
  readonly asked: Readonly<Record<'class' | 'size', string>>;
  readonly files: Readonly<
    Record<string, { readonly target: 'class' | 'size'; readonly predicted: Prediction[]; readonly figures: Record<string, unknown> }>
  >;
}

const golden = (name: string): string => fileURLToPath(new URL(`../golden/${name}`, import.meta.url));
const { csv, asked, files } = JSON.parse(readFileSync(golden('command.json'), 'utf8')) as Recorded;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'myelin-upgrade-'));
  writeFileSync(join(folder, 'shapes.csv'), csv);
  for (const [name, text] of Object.entries(asked)) writeFileSync(join(folder, `${name}.csv`), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

const myelin = (args: readonly string[]): Promise<Ended> => runMyelin(folder, args);
/** Numbers that are equal but for rounding. */
const near = (value: unknown): unknown => {
  if (typeof value === 'number') return expect.closeTo(value, 4) as unknown;
  if (Array.isArray(value)) return value.map(near);
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, near(v)])) : value;
};

describe.each(Object.entries(files))('%s', (name, { target, predicted, figures }) => {
  test('predicts and is judged as it was', async () => {
    const answered = await myelin(['predict', golden(name), `${target}.csv`, '--json']);
    expect(answered.stderr).toContain("'color': 1 cell is unlike any in training");
    expect(JSON.parse(answered.stdout)).toEqual(near(predicted));
    expect(JSON.parse((await myelin(['evaluate', golden(name), 'shapes.csv', '--json'])).stdout)).toEqual(near(figures));
  });

  test('upgraded, it takes raw rows in Node and goes on with its training', async () => {
    const model = await loadModel(upgradedFile(readFileSync(golden(name))));
    const table = datasets.parseCsv(csv);
    expect(model.metadata).toEqual({ target: JSON.stringify({ name: target, index: target === 'class' ? 1 : 4 }) });
    const rows = datasets.parseCsv(asked[target]);
    if (target === 'class') expect(await model.predictLabels(rows)).toEqual(predicted.map(({ prediction }) => prediction));
    else expect((await model.predict(rows)).toArray()).toEqual(near(predicted.map(({ prediction }) => [prediction])));
    const { steps } = model.optimizer;
    await model.fit(table, target, { epochs: 1, batchSize: 40, verbose: 0 });
    expect([steps, model.optimizer.steps]).toEqual([40, 42]);
  });
});

test('inspect and profile take such a file', async () => {
  const [name] = Object.keys(files) as [string];
  expect((await myelin(['inspect', golden(name)])).stdout).toContain("Classification of 'class' into 2 classes: large, small");
  expect((await myelin(['profile', golden(name), 'shapes.csv', '--steps', '2'])).code).toBe(0);
});

test('a network for images without the layer of labels', async () => {
  const { xTest, yTest } = datasets.digits({ train: 10, test: 40 });
  const model = sequential(
    [layers.rescaling({ scale: 1 / 255, inputShape: [28, 28] }), layers.flatten(), layers.dense({ units: 10, activation: 'softmax' })],
    { seed: 1 },
  );
  model.compile({ loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  await model.save(join(folder, 'images.safetensors'), { metadata: { images: JSON.stringify({ shape: [28, 28], classes: 10 }) } });
  const { model: loaded, subject } = await load(join(folder, 'images.safetensors'));
  const rows = imageRows(subject as ImageSubject, { x: { ...xTest, shape: [...xTest.shape] }, y: yTest });
  const { accuracy } = (await judge(loaded, subject!.target, rows)) as { accuracy: number };
  expect(accuracy).toBeCloseTo((await model.evaluate(xTest, yTest))['accuracy']!, 6);
});

describe('damaged files are told', () => {
  const bytes = readFileSync(golden('command-b0a6194-class.safetensors'));
  const { tensors, metadata } = readSafetensors(bytes);
  const stored = JSON.parse(metadata['preparation']!) as Record<string, unknown> & { target: object; features: object[] };
  const damaged = (preparation: unknown, myelinText = metadata['myelin']!): Uint8Array =>
    writeSafetensors(tensors, {
      myelin: myelinText, preparation: typeof preparation === 'string' ? preparation : JSON.stringify(preparation),
    });
  const [first, ...others] = stored.features;
  const feature = (change: object): unknown => ({ ...stored, features: [{ ...first, ...change }, ...others] });

  test.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /preparation: expected JSON/],
    ['nothing', 'null', /version: expected 1, received undefined/],
    ['another version', { ...stored, version: 2 }, /version: expected 1, received 2/],
    ['no target', { ...stored, target: undefined }, /target: expected a name and an index/],
    ['an unknown task', { ...stored, target: { ...stored.target, task: 'ranking' } }, /target: expected .* received 'ranking'/],
    ['one label', { ...stored, target: { ...stored.target, labels: ['a'] } }, /target: .*must be two texts or numbers or more/],
    ['a wrong column', feature({ kind: 'image' }), /features: columns\[0\].kind.*received 'image'/],
    ['a column in a wrong place', feature({ index: 3 }), /features: expected .*columns in order, \[0, 2, 3, 4\].* received \[3, 2, 3, 4\]/],
    ['a column named as the target', feature({ name: 'class' }), /features: expected .*received 'class'/],
  ])('%s', (_, preparation, message) => {
    expect(() => upgradedFile(damaged(preparation))).toThrow(FormatError);
    expect(() => upgradedFile(damaged(preparation))).toThrow(message);
  });

  test('columns that do not fit the weights', async () => {
    await expect(loadModel(upgradedFile(damaged({ ...stored, features: stored.features.slice(0, 3) })))).rejects.toThrow(FormatError);
  });

  test('a file without preparation stays as it is', () => {
    const other = writeSafetensors(tensors, { myelin: metadata['myelin']! });
    expect(upgradedFile(other)).toBe(other);
  });
});
