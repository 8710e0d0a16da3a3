/** The pages that `npm run check:report` looks at: real trainings, one of 1,000 epochs, and one whose names attack. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { compareHistories, datasets, input, layers, model, optimizers, sequential } from '../../dist/index.js';

const MAIN = fileURLToPath(new URL('../../dist/node/myelin.cjs', import.meta.url));
const NAME = '<img src=x onerror="alert(1)"> \'&\u0007\u202e';

/** A page that the command makes. */
function byCommand(args) {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-check-report-'));
  try {
    const all = [MAIN, 'train', ...args, '--report', 'page.html'];
    const { status, stderr } = spawnSync(process.execPath, all, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return readFileSync(join(folder, 'page.html'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Digits, by a network with a branch. */
async function digits() {
  const { xTrain, yTrain, xTest, yTest } = datasets.digits({ train: 3000, test: 500 });
  const given = input({ shape: [28, 28], name: 'digit' });
  const image = layers.reshape({ targetShape: [28, 28, 1] }).apply(layers.rescaling({ scale: 1 / 255 }).apply(given));
  const first = layers.conv2d({ filters: 12, kernelSize: 3, strides: 2, activation: 'relu' }).apply(image);
  const second = layers.conv2d({ filters: 12, kernelSize: 3, padding: 'same' }).apply(first);
  const joined = layers.add().apply([first, layers.batchNormalization().apply(second)]);
  const left = layers.dropout({ rate: 0.2 }).apply(layers.flatten().apply(joined));
  const last = layers.dense({ units: 10, activation: 'softmax' }).apply(left);
  const net = model({ inputs: given, outputs: last, seed: 3 });
  net.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  const history = await net.fit(xTrain, yTrain, { epochs: 8, validationData: [xTest, yTest], verbose: 0, gradientNorms: true });
  const description = '3,000 digits were learnt, 500 others are judged.';
  return net.report(xTest, yTest, { history, title: 'Handwritten digits', description });
}

async function spirals(optimizer, epochs) {
  const points = Array.from({ length: 200 }, (_, i) => {
    // Out of order, so that the rows of a validation are like the others.
    const at = (77 * i) % 200;
    const [t, side] = [0.5 + (at >> 1) / 30, at % 2];
    return { x: [t * Math.cos(3 * t + side * Math.PI), t * Math.sin(3 * t + side * Math.PI)], y: side };
  });
  const hidden = layers.dense({ units: 16, activation: 'tanh', inputShape: [2] });
  const net = sequential([hidden, layers.dense({ units: 1, activation: 'sigmoid' })], { seed: 1 });
  net.compile({ optimizer, loss: 'binaryCrossentropy', metrics: ['accuracy', 'auc'] });
  const [x, y] = [points.map((p) => p.x), points.map((p) => [p.y])];
  const history = await net.fit(x, y, { epochs, validationSplit: 0.25, verbose: 0 });
  return { net, x, y, history };
}

/** A table whose names are HTML, control characters and marks of direction. */
async function attacked() {
  const quoted = `"${NAME.replaceAll('"', '""')}"`;
  const long = 'a very long name of a class; much longer than others';
  const lines = Array.from({ length: 60 }, (_, i) => `${i},${i % 3 ? quoted : 'b'},${i > 25 ? long : quoted}`);
  const table = datasets.parseCsv([`size,${quoted},kind`, ...lines].join('\n'));
  const [encoding, labels] = [layers.tableEncoding(), layers.labelEncoding()];
  encoding.adapt(table.without('kind'));
  labels.adapt(table.column('kind'));
  const net = sequential([encoding, layers.dense({ units: 2, activation: 'softmax', name: NAME }), labels], { seed: 1, name: NAME });
  net.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
  const history = await net.fit(table, 'kind', { epochs: 1, verbose: 0 });
  return net.report(table, 'kind', { history });
}

/** @param data  the folder of data sets */
export async function pagesOf(data) {
  const long = await spirals('adam', 1000);
  const other = await spirals(optimizers.sgd({ learningRate: 0.3, momentum: 0.9 }), 400);
  const pages = {
    digits: await digits(),
    long: await long.net.report(long.x, long.y, { history: long.history, title: 'Two spirals, 1,000 epochs' }),
    history: long.history.toHTML({ title: 'Two spirals' }),
    runs: compareHistories({ adam: long.history, 'sgd with momentum': other.history }),
    attacked: await attacked(),
  };
  if (data === undefined) {
    console.log('MYELIN_DATA names no folder of data sets: pages of titanic, pima-indians-diabetes and auto-mpg are left out');
    return pages;
  }
  return {
    ...pages,
    titanic: byCommand([join(data, 'titanic/titanic.csv'), '--target', 'embark_town']),
    diabetes: byCommand([join(data, 'pima-indians-diabetes/pima-indians-diabetes.csv')]),
    mpg: byCommand([join(data, 'auto-mpg/mpg.csv'), '--target', 'mpg']),
  };
}
