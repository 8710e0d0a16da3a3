/** A training that shows its bar, for check.mjs: `node train.mjs METRICS EPOCHS`. */
import { layers, sequential } from '../../dist/index.js';

const METRICS = ['accuracy', 'precision', 'recall', 'auc', 'meanSquaredError', 'meanAbsoluteError', 'binaryAccuracy', 'cosineSimilarity'];
const [metrics, epochs] = process.argv.slice(2).map(Number);
const rows = 4000;
const x = Array.from({ length: rows }, (_, i) => [Math.sin(i), Math.cos(3 * i), (i % 17) / 17]);
const y = x.map(([a, b, c]) => [a * b + c > 0.5 ? 1 : 0]);
const model = sequential(
  [layers.dense({ units: 16, activation: 'relu', inputShape: [3] }), layers.dense({ units: 1, activation: 'sigmoid' })],
  { seed: 1 },
);
model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy', metrics: METRICS.slice(0, metrics) });
// Slow enough to be looked at: half a second an epoch.
const slow = { onTrainBatchEnd: () => new Promise((resume) => void setTimeout(resume, 12)) };
await model.fit(x, y, { epochs, batchSize: 100, verbose: 1, validationData: [x.slice(0, 50), y.slice(0, 50)], callbacks: [slow] });
