import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';

const [head, ...lines] = readFileSync('birds.csv', 'utf8').trim().split('\n').map((line) => line.split(','));
const rows = lines.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i]])));
const names = ['bill', 'depth', 'mass'];
const islands = [...new Set(rows.map((row) => row.island))].sort();
const species = [...new Set(rows.map((row) => row.species))].sort();
const scales = names.map((name) => {
  const values = rows.map((row) => row[name]).filter((cell) => cell !== '').map(Number);
  const mean = values.reduce((a, b) => a + b) / values.length;
  return { mean, std: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
});
const encode = (row) => [
  ...names.map((name, i) => (row[name] === '' ? 0 : (Number(row[name]) - scales[i].mean) / scales[i].std)),
  ...names.map((name) => (row[name] === '' ? 1 : 0)),
  ...islands.map((island) => (row.island === island ? 1 : 0)),
];
const x = tf.tensor2d(rows.map(encode));
const y = tf.tensor1d(rows.map((row) => species.indexOf(row.species)), 'float32');
const model = tf.sequential();
model.add(tf.layers.dense({ units: 16, activation: 'relu', inputShape: [x.shape[1]] }));
model.add(tf.layers.dense({ units: species.length, activation: 'softmax' }));
model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
await model.fit(x, y, { epochs: 20, validationSplit: 0.2 });
const probabilities = model.predict(tf.tensor2d([encode({ bill: 47, depth: 14.5, mass: 5200, island: 'Biscoe' })]));
console.log(species[probabilities.argMax(1).dataSync()[0]]);
