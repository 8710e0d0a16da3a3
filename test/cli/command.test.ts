/** What the commands do, in a folder of their own. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCsv } from '../../src/data/csv.ts';
import { digits } from '../../src/data/digits.ts';
import { datasets, loadModel } from '../../src/index.ts';
import { MAIN, runMyelin, shapesCsv, type Ended, type OnStderr } from './myelin.ts';

/** What the commands print as JSON, as far as the tests look at it. */
interface Told {
  readonly task: string;
  readonly rows: number;
  readonly accuracy: number;
  readonly loss: number;
  readonly rmse: number;
  readonly mae: number;
  readonly baseline: number;
  readonly validation: Told;
  readonly test: Told;
  readonly folds: readonly Told[];
  readonly mean: Told;
  readonly backend: { readonly name: string };
  readonly probabilities: { readonly small: number; readonly large: number };
}

/** What `profile` prints as JSON. */
interface Profiled {
  readonly microseconds: number;
  readonly floor: number;
  readonly kernels: readonly { readonly kernel: string; readonly count: number; readonly microseconds: number }[];
  readonly rows: readonly { readonly microseconds: number; readonly floor: number }[];
}

/** What `quantize` prints as JSON. */
interface Quantized {
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly before: Told;
  readonly after: Told;
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'myelin-cli-'));
  writeFileSync(join(folder, 'shapes.csv'), shapesCsv(240));
});
afterAll(() => rmSync(folder, { recursive: true }));

const myelin = (args: readonly string[], onStderr?: OnStderr): Promise<Ended> => runMyelin(folder, args, onStderr);

async function json<T = Told>(args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await myelin([...args, '--json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as T;
}

describe('a classification', () => {
  test('is trained, evaluated and used', async () => {
    const trained = await json(['train', 'shapes.csv', '--epochs', '60', '--seed', '3', '--out', 'class.safetensors']);
    expect(trained).toMatchObject({
      model: 'class.safetensors', target: 'class', task: 'classification', rows: 192, seed: 3, stopped: false,
    });
    expect(trained.validation.accuracy).toBeGreaterThan(0.85);

    const evaluated = await json(['evaluate', 'class.safetensors', 'shapes.csv']);
    expect(evaluated).toMatchObject({ labels: ['large', 'small'], rows: 240 });
    expect(evaluated.accuracy).toBeGreaterThan(0.85);

    writeFileSync(join(folder, 'new.csv'), 'color,b,size,a\nred,1,71.5,2\nblue,10,131.5,12\n"violet",,1,?\n');
    const { stdout, stderr, code } = await myelin(['predict', 'class.safetensors', 'new.csv']);
    const answers = parseCsv(stdout);
    expect(code).toBe(0);
    expect(answers.columns.map((c) => c.name)).toEqual(['color', 'b', 'size', 'a', 'prediction', 'probability']);
    expect(answers.cells.map((row) => row[4]).slice(0, 2)).toEqual(['small', 'large']);
    expect(stderr).toContain("'color': 1 cell is unlike any in training");
    const told = await json<(Told & { prediction: string })[]>(['predict', 'class.safetensors', 'new.csv']);
    expect(told[0]!.probabilities.small + told[0]!.probabilities.large).toBeCloseTo(1, 5);

    const model = await loadModel(join(folder, 'class.safetensors'));
    const rows = [{ a: 2, b: 1, color: 'red', size: 71.5 }, { a: 12, b: 10, color: 'blue', size: 131.5 }, { color: 'violet', size: 1 }];
    for (const x of [rows, datasets.table(rows), datasets.parseCsv(readFileSync(join(folder, 'new.csv'), 'utf8'))]) {
      expect(await model.predictLabels(x)).toEqual(told.map(({ prediction }) => prediction));
      const { data } = await model.predict(x, { batchSize: 512 });
      expect([...data].map((p) => Number(p.toPrecision(7)))).toEqual(told.flatMap(({ probabilities: { large, small } }) => [large, small]));
    }
    // The loss of a model has the penalties on its weights, that of the command has none.
    const penalty = model.weights.reduce((sum, w) => sum + (w.regularizer?.call(w.value()).item() ?? 0), 0);
    const { loss, accuracy } = await model.evaluate(await datasets.readCsv(join(folder, 'shapes.csv')), 'class');
    expect([loss - penalty, accuracy]).toEqual([expect.closeTo(evaluated.loss, 5), expect.closeTo(evaluated.accuracy, 5)]);
  });

  test('in bfloat16, which the model remembers', async () => {
    const trained = await json([
      'train', 'shapes.csv', '--layers', '32,16', '--epochs', '60', '--seed', '3', '--dtype', 'mixed_bfloat16',
      '--out', 'mixed.safetensors',
    ]);
    expect(trained.validation.accuracy).toBeGreaterThan(0.85);
    const { layers } = await json<{ layers: { kind: string; config: { dtype?: string } }[] }>(['inspect', 'mixed.safetensors']);
    expect(layers.filter(({ kind }) => kind === 'dense').map(({ config }) => config.dtype)).toEqual([
      'mixed_bfloat16',
      'mixed_bfloat16',
      'mixed_bfloat16',
    ]);
  });

  test('the same seed gives the same model', async () => {
    for (const out of ['one.safetensors', 'two.safetensors']) {
      await json(['train', 'shapes.csv', '--epochs', '5', '--seed', '9', '--out', out]);
    }
    expect(readFileSync(join(folder, 'one.safetensors'))).toEqual(readFileSync(join(folder, 'two.safetensors')));
  });
});

test('a regression is judged in the units of its target', async () => {
  const trained = await json([
    'train', 'shapes.csv', '--target', 'size', '--layers', '32', '--dropout', '0', '--epochs', '150', '--out',
    'size.safetensors',
  ]);
  expect(trained.task).toBe('regression');
  expect(trained.validation.rmse).toBeLessThan(trained.validation.baseline / 3);
  const { stdout } = await myelin(['predict', 'size.safetensors', 'shapes.csv', '--out', 'sizes.csv']);
  expect(stdout).toBe('');
  const written = parseCsv(readFileSync(join(folder, 'sizes.csv'), 'utf8'));
  const [size, prediction] = [written.columns[3]!, written.columns[5]!].map((c) => c.values as Float64Array) as [
    Float64Array,
    Float64Array,
  ];
  const mae = size.reduce((sum, v, i) => sum + Math.abs(v - prediction[i]!), 0) / size.length;
  expect(mae).toBeCloseTo((await json(['evaluate', 'size.safetensors', 'shapes.csv'])).mae, 2);
  const model = await loadModel(join(folder, 'size.safetensors'));
  const { data } = await model.predict(datasets.parseCsv(shapesCsv(240)).without('size'), { batchSize: 512 });
  expect([...data].map((value) => Number(value.toPrecision(7)))).toEqual([...prediction]);
});

test('a test file is prepared as the training rows were', async () => {
  writeFileSync(join(folder, 'test.csv'), shapesCsv(50));
  const trained = await json(['train', 'shapes.csv', '--test', 'test.csv', '--epochs', '60']);
  expect(trained).toMatchObject({ rows: 240, test: { rows: 50 } });
  expect(trained.validation).toBeUndefined();
  expect(readdirSync(folder)).toContain('model.safetensors');
  const mistakes = [
    ['small', 'tiny', /wrong\.csv: line \d+: target 'class' is 'tiny', which was not among/],
    ['\n7,5', '\n7,x', /wrong\.csv: line 3: column 'b': expected a number as in training, received 'x'/],
  ] as const;
  for (const [from, to, told] of mistakes) {
    writeFileSync(join(folder, 'wrong.csv'), shapesCsv(50).replace(from, to));
    const { code, stderr } = await myelin(['train', 'shapes.csv', '--test', 'wrong.csv', '--layers', '4', '--out', 'none.safetensors']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(told)]);
    expect(stderr).not.toContain('Epoch');
  }
});

test('cross-validation judges by every fold and saves nothing unasked', async () => {
  const before = readdirSync(folder);
  const { folds, mean } = await json(['train', 'shapes.csv', '--folds', '3', '--epochs', '40']);
  expect(folds.map((f) => f.rows)).toEqual([80, 80, 80]);
  expect(mean.accuracy).toBeCloseTo(folds.reduce((sum, f) => sum + f.accuracy, 0) / 3, 10);
  expect(readdirSync(folder)).toEqual(before);
});

test('a folder of images is trained on, its t10k files are the test', async () => {
  const { xTrain, yTrain, xTest, yTest } = digits({ train: 600, test: 100 });
  const header = (...words: number[]): Buffer => Buffer.concat(words.map((word) => Buffer.from(Uint32Array.of(word).buffer).swap32()));
  const images = join(folder, 'images');
  mkdirSync(images);
  for (const [set, x, y] of [['train', xTrain, yTrain], ['t10k', xTest, yTest]] as const) {
    const files = {
      [`${set}-images-idx3-ubyte`]: [header(0x803, ...x.shape), x.data],
      [`${set}-labels-idx1-ubyte`]: [header(0x801, ...y.shape), Uint8Array.from(y.data)],
    };
    for (const [name, parts] of Object.entries(files)) writeFileSync(join(images, name), Buffer.concat(parts));
  }
  const trained = await json(['train', 'images', '--layers', '64', '--epochs', '20', '--out', 'images.safetensors']);
  expect(trained).toMatchObject({ task: 'classification', inputs: [28, 28], test: { rows: 100 } });
  expect(trained.test.accuracy).toBeGreaterThan(0.6);
  const answers = await (await loadModel(join(folder, 'images.safetensors'))).predictLabels(xTest);
  expect(answers.filter((label, i) => label === yTest.data[i]).length / 100).toBeCloseTo(trained.test.accuracy, 10);
  const { stdout } = await myelin(['predict', 'images.safetensors', 'images']);
  expect(parseCsv(stdout).rows).toBe(100);
  expect((await myelin(['evaluate', 'images.safetensors', 'shapes.csv'])).stderr).toContain('the model takes images');
  expect((await myelin(['predict', 'images.safetensors', 'images', '--header'])).stderr).toContain('--header is for tables');
});

test('a column that is text for the sake of a few cells is told of', async () => {
  writeFileSync(join(folder, 'nearly.csv'), shapesCsv(60).replace('\n7,5,', '\n7,many,'));
  const { code, stderr } = await myelin(['train', 'nearly.csv', '--epochs', '1', '--out', 'nearly.safetensors']);
  expect(code).toBe(0);
  expect(stderr).toContain("column 'b': left as text, because 1 of its 60 cells is no number, 'many' on line 3");
  expect(stderr).not.toContain("'color' is taken");
});

test('a column that tells the class of each row under another name is told of', async () => {
  const [head, ...lines] = shapesCsv(60).trimEnd().split('\n');
  const more = lines.map((line, i) => `${line},${i % 9 === 0 ? '' : line.endsWith('large') ? 'yes' : 'no'},${i % 2}`);
  writeFileSync(join(folder, 'telling.csv'), `${head},big,even\n${more.join('\n')}\n`);
  const args = ['train', 'telling.csv', '--target', 'class', '--epochs', '1', '--out', 'telling.safetensors', '--overwrite'];
  const { stderr } = await myelin(args);
  expect(stderr).toContain("'big' tells 'class' of every row, value for value");
  expect(stderr.match(/value for value/g)).toHaveLength(1);
  expect((await myelin([...args, '--ignore', 'big'])).stderr).not.toContain('value for value');
});

test.runIf(process.platform === 'linux')('where there is no space left, that is told and no stack', async () => {
  await myelin(['train', 'shapes.csv', '--epochs', '1', '--out', 'fits.safetensors']);
  const ended = await myelin(['predict', 'fits.safetensors', 'shapes.csv', '--out', '/dev/full']);
  const told = 'myelin: /dev/full: predict: there is no space left. Free some, or give a path on another disk.\n';
  expect(ended).toEqual({ code: 1, stdout: '', stderr: told });
  const { status, stderr } = spawnSync(process.execPath, [MAIN, 'predict', 'fits.safetensors', 'shapes.csv'], {
    cwd: folder, encoding: 'utf8', stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
  });
  expect([status, stderr]).toEqual([1, 'myelin: standard output: there is no space left. Free some, or give a path on another disk.\n']);
});

test('rows without a target are left out, of what is learnt from and of what is judged by', async () => {
  writeFileSync(join(folder, 'gaps.csv'), shapesCsv(60).replaceAll(/,small$/gm, (_, at: number) => (at % 2 === 0 ? ',' : ',small')));
  const missing = readFileSync(join(folder, 'gaps.csv'), 'utf8').split('\n').filter((line) => line.endsWith(',')).length;
  const { stdout, stderr } = await myelin(['train', 'gaps.csv', '--epochs', '1', '--json', '--out', 'gaps.safetensors']);
  expect(missing).toBeGreaterThan(5);
  expect(stderr).toContain(`${missing} rows left out: the target is missing\n`);
  const { rows, validation } = JSON.parse(stdout) as Told;
  expect(rows + validation.rows).toBe(60 - missing);
});

test('inspect shows layers, target and columns', async () => {
  await myelin(['train', 'shapes.csv', '--layers', '8', '--epochs', '1', '--out', 'seen.safetensors']);
  const seen = await json(['inspect', 'seen.safetensors']);
  expect(seen).toMatchObject({
    inputShape: [null, 7],
    outputShape: [null, 2],
    subject: { kind: 'table', target: { labels: ['large', 'small'] } },
  });
  const { stdout } = await myelin(['inspect', 'seen.safetensors']);
  for (const text of ['dense', 'adam', "Classification of 'class' into 2 classes", 'color', '3 categories', 'a flag for missing cells']) {
    expect(stdout).toContain(text);
  }
});

test('profile tells the time of each kernel beside its floor, and leaves the model as it is', async () => {
  await myelin(['train', 'shapes.csv', '--layers', '32,16', '--epochs', '1', '--out', 'timed.safetensors']);
  const before = readFileSync(join(folder, 'timed.safetensors'));
  const told = await json<Profiled>(['profile', 'timed.safetensors', 'shapes.csv', '--batch-size', '64', '--steps', '5']);
  expect(told).toMatchObject({ step: 'train', batch: 64, roofline: told.floor / told.microseconds });
  expect(told.kernels.reduce((sum, k) => sum + k.count, 0)).toBe(told.rows.length);
  for (const part of [told.kernels, told.rows]) {
    expect(part.reduce((sum, row) => sum + row.microseconds, 0)).toBeCloseTo(told.microseconds, 6);
  }
  expect(told.rows.every((row) => row.floor > 0)).toBe(true);
  expect(told.kernels.map((k) => k.kernel)).toContain('adam');

  const { code, stdout } = await myelin(['profile', 'timed.safetensors', 'shapes.csv', '--predict']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/A prediction of 128 rows takes [\d.]+ us, \d+ rows a second; its floor is [\d.]+ us: \d+ % of the roofline/);
  expect(stdout).toMatch(/by kernel\n +[\d.]+ +[\d.]+ % .* sgemm x \d\n/);
  expect(stdout).not.toContain('adam');
  expect(readFileSync(join(folder, 'timed.safetensors'))).toEqual(before);
});

test('quantize makes a smaller model that is as good, and says so', async () => {
  await myelin(['train', 'shapes.csv', '--layers', '32,16', '--epochs', '20', '--seed', '3', '--out', 'float32.safetensors']);
  const told = await json<Quantized>(['quantize', 'float32.safetensors', 'int8.safetensors', '--data', 'shapes.csv']);
  expect(told.bytesAfter).toBe(readFileSync(join(folder, 'int8.safetensors')).length);
  expect(told.bytesAfter).toBeLessThan(told.bytesBefore / 2);
  expect(await json(['evaluate', 'float32.safetensors', 'shapes.csv'])).toMatchObject(told.before);
  expect(Math.abs(told.after.accuracy - told.before.accuracy)).toBeLessThan(0.02);
  expect(await json(['evaluate', 'int8.safetensors', 'shapes.csv'])).toMatchObject(told.after);
  const again = await myelin(['quantize', 'int8.safetensors', 'twice.safetensors']);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('quantised to int8 already') });
  expect((await myelin(['quantize', 'float32.safetensors', 'int8.safetensors', '--overwrite'])).stdout).toMatch(
    /^Saved to int8\.safetensors: [\d,]+ bytes instead of [\d,]+; a byte a weight/,
  );
});

test('doctor tells the machine and that it computes', async () => {
  const told = await json(['doctor']);
  expect(told).toMatchObject({ learns: true, node: process.version });
  expect(['native', 'wasm']).toContain(told.backend.name);
});

test('the demo ends with a test and a saved model', async () => {
  const { code, stdout } = await myelin(['demo', '--epochs', '1']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Running on (native|wasm)/);
  expect(stdout).toMatch(/Test: accuracy [89]\d\.\d\d %/);
  expect(readdirSync(folder)).toContain('digits.safetensors');
});

test('training that diverges is a failure, not a model', async () => {
  const { code, stderr } = await myelin([
    'train', 'shapes.csv', '--target', 'size', '--activation', 'linear', '--optimizer', 'sgd', '--learning-rate', '1e6',
    '--out', 'diverged.safetensors',
  ]);
  expect([code, readdirSync(folder).includes('diverged.safetensors')]).toEqual([1, false]);
  expect(stderr).toMatch(/training diverged: .* Try a smaller --learning-rate/);
});

describe('an interrupt', () => {
  test('stops training, saves what was learnt, and tells both', async () => {
    let sent = false;
    const { code, stdout, stderr } = await myelin(
      ['train', 'shapes.csv', '--epochs', '1000000', '--out', 'stopped.safetensors'],
      (text, child) => {
      if (!sent && text.includes('Epoch 1/')) sent = child.kill('SIGINT');
    });
    expect([code, sent]).toEqual([130, true]);
    expect(stderr).toContain('Stopping after this step');
    expect(stdout).toContain('what was learnt so far is saved to stopped.safetensors');
    expect((await myelin(['evaluate', 'stopped.safetensors', 'shapes.csv'])).code).toBe(0);
  });
});
