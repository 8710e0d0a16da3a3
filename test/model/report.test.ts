/** The page of a model: what it says of predictions, layers and columns. */
import { expect, test } from 'vitest';
import {
  datasets, input, layers, losses, model, random, sequential, tensor, type layers as Layers, type Model, type Sequential,
} from '../../src/index.ts';
import { atOnce } from '../../src/core/pieces.ts';
import { networkFigures } from '../../src/report/network.ts';
import { partOf, rowsOf, tileOf } from '../report/page.ts';
import { circle } from './tables.ts';

/** A model that gives its input back, so that predictions are what the test says. */
function echo(width: number, loss: string, last: readonly Layers.Layer[] = []): Sequential {
  const same = layers.dense({ units: width, useBias: false, kernelInitializer: 'identity', inputShape: [width], name: 'echo' });
  const net = sequential([same, ...last], { seed: 1 });
  net.compile({ optimizer: 'sgd', loss: loss as 'mse' });
  return net;
}

const PROBABILITIES = [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.4, 0.4, 0.2], [0.2, 0.3, 0.5], [0.6, 0.3, 0.1]];

test('classes: confusion, figures of classes, and the rows most wrong', async () => {
  const page = await echo(3, 'sparseCategoricalCrossentropy').report(tensor(PROBABILITIES), [0, 1, 1, 2, 2], {
    classNames: ['ash', 'birch', 'cedar'], title: 'Trees',
  });
  expect(tileOf(page, 'Accuracy')).toBe('60.0 %');
  const loss = -(Math.log(0.7) + Math.log(0.8) + Math.log(0.4) + Math.log(0.5) + Math.log(0.1)) / 5;
  expect(Number(tileOf(page, 'Cross-entropy'))).toBeCloseTo(loss, 3);
  expect(rowsOf(partOf(page, 'confusion')).slice(2)).toEqual([['ash', '1', '0', '0'], ['birch', '1', '1', '0'], ['cedar', '1', '0', '1']]);
  expect(rowsOf(partOf(page, 'classes'))[1]).toEqual(['ash', '1', '33.3 %', '100.0 %', '50.0 %', '1.0000', '1.0000']);
  expect(rowsOf(partOf(page, 'worst')).slice(1, 3).map((row) => row.slice(0, 4)))
    .toEqual([['4', 'cedar', 'ash (60.0 %)', '2.303'], ['2', 'birch', 'ash (40.0 %)', '0.9163']]);
  expect(rowsOf(partOf(page, 'calibration-figure'))).toContainEqual(['0.7 to 0.8', '1', '70.0 %', '100.0 %']);
  for (const id of ['roc-figure', 'pr-figure', 'network-section', 'weights', 'machine']) expect(page).toContain(` id="${id}"`);
});

test('classes told by one-hot rows and by logits have the same figures', async () => {
  const oneHot = tensor([[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]]);
  const page = await echo(3, 'categoricalCrossentropy').report(tensor(PROBABILITIES), oneHot);
  expect(tileOf(page, 'Accuracy')).toBe('60.0 %');
  const net = sequential([layers.dense({ units: 3, useBias: false, kernelInitializer: 'identity', inputShape: [3] })]);
  net.compile({ optimizer: 'sgd', loss: losses.categoricalCrossentropy({ fromLogits: true }) });
  const logits = PROBABILITIES.map((row) => row.map((p) => Math.log(p) + 3));
  expect(tileOf(await net.report(tensor(logits), oneHot), 'Cross-entropy')).toBe(tileOf(page, 'Cross-entropy'));
});

test('two classes by one probability: ROC area and labels', async () => {
  const net = echo(1, 'binaryCrossentropy', [layers.labelEncoding({ labels: ['no', 'yes'] })]);
  const page = await net.report([[0.1], [0.4], [0.35], [0.8]], ['no', 'no', 'yes', 'yes']);
  expect(tileOf(page, 'Area under ROC')).toBe('0.7500');
  expect(rowsOf(partOf(page, 'confusion')).slice(2)).toEqual([['no', '2', '0'], ['yes', '1', '1']]);
  expect(rowsOf(partOf(page, 'roc-figure')).slice(1)).toEqual([
    ['yes', '0.8', '0.0 %', '50.0 %'], ['yes', '0.4', '50.0 %', '50.0 %'], ['yes', '0.35', '50.0 %', '100.0 %'],
    ['yes', '0.1', '100.0 %', '100.0 %'],
  ]);
  expect(rowsOf(partOf(page, 'columns')).at(-1)).toEqual(['target (target)', 'label', '2 classes: no, yes', '', '']);
});

test('several labels to a row: no confusion, a line for each label', async () => {
  const page = await echo(2, 'binaryCrossentropy').report([[0.9, 0.2], [0.6, 0.7], [0.2, 0.8]], [[1, 0], [0, 1], [0, 0]], {
    classNames: ['red', 'round'],
  });
  expect(page).not.toContain(' id="confusion"');
  expect(rowsOf(partOf(page, 'classes')).slice(1).map((row) => row.slice(0, 4)))
    .toEqual([['red', '1', '50.0 %', '100.0 %'], ['round', '1', '50.0 %', '100.0 %']]);
  expect(rowsOf(partOf(page, 'worst'))[1]!.slice(0, 3)).toEqual(['2', 'none', 'round']);
});

test('numbers: errors, residuals, in the units of the targets', async () => {
  const target = layers.targetNormalization();
  target.restore({ mean: 10, std: 2 });
  const page = await echo(1, 'mse', [target]).report([[0], [1], [-1], [2]], [10, 13, 9, 13]);
  // Predicted are 10, 12, 8, 14.
  expect(tileOf(page, 'RMSE')).toBe('0.866');
  expect(tileOf(page, 'MAE')).toBe('0.75');
  expect(tileOf(page, 'R²')).toBe((1 - 3 / 12.75).toFixed(4));
  expect(rowsOf(partOf(page, 'residuals-figure')).find(([part]) => part === '50 %')).toEqual(['50 %', '−0.5']);
  expect(rowsOf(partOf(page, 'worst'))[1]).toEqual(['1', '13', '12', '1', '1']);
});

test('the network is drawn from its calls: branches, shared layers, layers that give back what they took', async () => {
  const x = input({ shape: [4], name: 'x' });
  const shared = layers.dense({ units: 4, name: 'shared' });
  const [a, b] = [shared.apply(x), shared.apply(layers.activation({ activation: 'relu', name: 'act' }).apply(x))];
  const sum = layers.add({ name: 'sum' }).apply([a, b, x]);
  const dropped = layers.dropout({ rate: 0.5, name: 'drop' }).apply(sum);
  const net: Model = model({ inputs: x, outputs: layers.dense({ units: 1, name: 'last' }).apply(dropped) });
  net.compile({ optimizer: 'sgd', loss: 'mse' });
  const page = await net.report(random.normal([8, 4], { seed: 1 }), random.normal([8, 1], { seed: 2 }));
  const said = /<desc id="network-d">(.*?)\.<\/desc>/.exec(page)![1]!.split('; ');
  const pairs = said.map((part) => part.split(' takes '));
  const takes = Object.fromEntries(pairs.map(([name, from]) => [name, from?.split(' and ').toSorted()]));
  expect(takes).toEqual({
    'x (input)': undefined, 'shared (dense)': ['x'], 'act (activation)': ['x'], 'shared (again) (dense)': ['act'],
    'sum (add)': ['shared', 'shared (again)', 'x'], 'drop (dropout)': ['sum'], 'last (dense)': ['drop'],
  });
  expect(rowsOf(partOf(page, 'parts'))).toContainEqual(['shared', 'dense', '[*, 4]', '20']);
  expect(rowsOf(partOf(page, 'parts'))).toContainEqual(['shared (again)', 'dense', '[*, 4]', '0']);
});

test('a network of hundreds of layers has a place for each box', () => {
  const nodes = Array.from({ length: 300 }, (_, i) => ({
    name: `layer ${i}`, kind: 'dense', shape: '[*, 1]', params: 1, from: i === 0 ? [] : i > 20 && i % 3 === 0 ? [i - 1, i - 17] : [i - 1],
  }));
  const page = atOnce(networkFigures(nodes)).map(({ text }) => text).join('');
  const places = [...page.matchAll(/<rect class="box" x="([^"]+)" y="([^"]+)"/g)].map(([, x, y]) => `${x} ${y}`);
  expect(new Set(places).size).toBe(300);
  expect(page).not.toMatch(/NaN|undefined/);
});

test('weights, gradients and the state of a model are as before, and gradients are told', async () => {
  const { x, y } = circle(64);
  const net = sequential(
    [layers.dense({ units: 8, activation: 'relu', inputShape: [2] }), layers.batchNormalization(), layers.dropout({ rate: 0.2 }),
      layers.dense({ units: 1, activation: 'sigmoid' })], { seed: 4 },
  );
  net.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
  const history = await net.fit(x, y, { epochs: 3, verbose: 0 });
  const before = await net.toBytes();
  const page = await net.report(x, y, { history });
  expect(Buffer.compare(await net.toBytes(), before)).toBe(0);
  const weighty = net.layers.filter(({ weights }) => weights.length > 0);
  expect(rowsOf(partOf(page, 'layers')).slice(1).map(([name]) => name)).toEqual(weighty.map(({ name }) => name));
  expect(page).toContain('histogram of 24 values: gradients of dense');
  expect(tileOf(page, 'Epochs')).toBe('3');
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await net.report(x, y, { history: { a: history, b: history } })).toContain('Runs compared');
});

test('tables: what becomes of columns, and hostile names are text', async () => {
  const name = '<script>alert("x")</script>\u0007';
  const quoted = `"${name.replaceAll('"', '""')}"`;
  const lines = Array.from({ length: 30 }, (_, i) => `${i},${i % 3 ? quoted : 'b'},${i > 14 ? 'big' : quoted}`);
  const table = datasets.parseCsv([`size,${quoted},kind`, ...lines].join('\n'));
  const [encoding, labels] = [layers.tableEncoding(), layers.labelEncoding()];
  encoding.adapt(table.without('kind'));
  labels.adapt(table.column('kind'));
  const net = sequential([encoding, layers.dense({ units: 2, activation: 'softmax' }), labels], { seed: 1, name: 'a<b' });
  net.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
  const page = await net.report(table, 'kind');
  expect(page).not.toContain('<script');
  expect(page).not.toContain('\u0007');
  expect(page).toContain('<title>a&lt;b</title>');
  expect(rowsOf(partOf(page, 'columns')).map((row) => row.slice(0, 4))).toEqual([
    ['column', 'holds', 'what becomes of it', 'numbers'], ['size', 'number', 'mean 14.50, deviation 8.655', '1'],
    ['&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;\ufffd', 'text', '2 categories', '2'],
    expect.arrayContaining(['kind (target)', 'label']),
  ]);
});

test('images most wrong are drawn; other outputs are said not to be', async () => {
  const { xTest, yTest } = datasets.digits({ train: 10, test: 40 });
  const last = layers.dense({ units: 10, activation: 'softmax' });
  const net = sequential([layers.rescaling({ scale: 1 / 255 }), layers.flatten(), last], { seed: 1 });
  net.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
  const page = await net.report(xTest, yTest);
  expect(partOf(page, 'worst').match(/<img alt="row \d+" width="28" height="28" src="data:image\/bmp/g)).toHaveLength(24);
  expect(page.length).toBeLessThan(2e6);
  const steps = sequential([layers.dense({ units: 3, activation: 'softmax', inputShape: [5, 2] })], { seed: 1 });
  steps.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
  const told = await steps.report(random.normal([4, 5, 2], { seed: 1 }), Array.from({ length: 4 }, () => [0, 1, 2, 0, 1]));
  expect(told).toContain('Predictions of this output are not drawn');
});

test('several outputs, a model without targets, a quantised one and one of second order', async () => {
  const x = input({ shape: [2], name: 'x' });
  const h = layers.dense({ units: 4 }).apply(x);
  const two = model({ inputs: x, outputs: {
    price: layers.dense({ units: 1, name: 'price' }).apply(h),
    sort: layers.dense({ units: 3, activation: 'softmax', name: 'sort' }).apply(h),
  } });
  two.compile({ optimizer: 'sgd', loss: { price: 'mse', sort: 'sparseCategoricalCrossentropy' } });
  const data = random.normal([9, 2], { seed: 1 });
  const page = await two.report(data, { price: random.normal([9, 1], { seed: 2 }), sort: [0, 1, 2, 0, 1, 2, 0, 1, 2] });
  expect(page).toContain('Predictions of price');
  expect(page).toContain(' id="o1-confusion"');

  const small = echo(2, 'mse');
  small.quantize('int8');
  expect(await small.report(data, data)).toContain('A prediction of 9 rows takes');
  const second = sequential([layers.dense({ units: 1, inputShape: [2] })], { seed: 1 });
  second.compile({ optimizer: 'levenbergMarquardt', loss: 'mse' });
  const history = await second.fit(data, random.normal([9, 1], { seed: 3 }), { epochs: 2, verbose: 0 });
  expect(await second.report(data, random.normal([9, 1], { seed: 3 }), { history })).toContain('evaluations');
});

test('what is left of a training that diverged is drawn', async () => {
  const net = echo(1, 'mse');
  const [x, y] = [[[1], [2], [3]], [[1], [2], [3]]];
  const history = await net.fit(x, y, { epochs: 2, verbose: 0 });
  net.setWeights([[[Infinity]]]);
  const page = await net.report(x, y, { history: { ...history, history: { loss: [1, NaN] } } });
  expect(page).toContain('of row 0 the model says Infinity');
  expect(page).not.toMatch(/ d="[^"]*(NaN|Infinity)/);
});

test('one row, one class, equal predictions: nothing to divide by is no number', async () => {
  const one = await echo(3, 'sparseCategoricalCrossentropy').report([[0.2, 0.3, 0.5]], [2]);
  expect(tileOf(one, 'Accuracy')).toBe('100.0 %');
  expect(tileOf(one, 'Area under ROC')).toBeUndefined();
  const flat = await echo(1, 'mse').report([[2], [2]], [[2], [2]]);
  expect([tileOf(flat, 'R²'), tileOf(flat, 'RMSE')]).toEqual(['–', '0']);
  for (const page of [one, flat]) expect(page).not.toMatch(/(d|x|y|cx)="[^"]*(NaN|Infinity|undefined)/);
});

test('mistakes are named', async () => {
  const net = echo(3, 'sparseCategoricalCrossentropy');
  const [x, y] = [tensor(PROBABILITIES), [0, 1, 1, 2, 2]];
  await expect(net.report(x, y, { classNames: ['a'] })).rejects.toThrow(/report: classNames must have a name for each of 3 classes/);
  await expect(net.report(x, y, { classNames: 'abc' as never }))
    .rejects.toThrow(/report: classNames must be an array of texts, received 'abc'/);
  await expect(net.report(x, y, { histroy: 1 } as never)).rejects.toThrow(/report: unknown option 'histroy'. Did you mean 'history'/);
  await expect(net.report(x, y, { history: 3 as never })).rejects.toThrow(/report: expected the histories of two runs or more/);
  await expect(net.report(x, null)).rejects.toThrow(/y: expected/);
  await expect(sequential([layers.dense({ units: 1 })]).report(x, y)).rejects.toThrow(/report: .*compile/);
});
