/** Records a file of format 2, whose counters were one word each, and what goes on from it, for format-2.safetensors and
 *  format-2.json. Run with a build of 59dacdf: node record-format-2.mjs DIST FOLDER */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [dist, folder] = process.argv.slice(2);
const { sequential, layers, optimizers, schedules, backend } = await import(pathToFileURL(resolve(dist, 'index.js')).href);
const x = Float32Array.from({ length: 24 * 4 }, (_, i) => Math.sin(i));
const y = Float32Array.from({ length: 24 }, (_, i) => Math.cos(3 * i));
const data = [
  { data: x, shape: [24, 4] },
  { data: y, shape: [24, 1] },
];
const model = sequential(
  [layers.dense({ units: 6, activation: 'tanh', inputShape: [4] }), layers.dropout({ rate: 0.25 }), layers.dense({ units: 1 })],
  { seed: 7 },
);
const learningRate = schedules.cosineDecay({ initialLearningRate: 0.02, decaySteps: 40 });
model.compile({ optimizer: optimizers.adamw({ learningRate, gradientAccumulationSteps: 2, useEma: true }), loss: 'mse', metrics: ['mae'] });
await model.fit(...data, { epochs: 2, batchSize: 5, verbose: 0 });
await model.save(join(folder, 'format-2.safetensors'), { metadata: { note: 'two epochs' } });
const { history } = await model.fit(...data, { epochs: 2, batchSize: 5, verbose: 0 });
writeFileSync(
  join(folder, 'format-2.json'),
  JSON.stringify({ producer: `myelin at 59dacdf, ${backend().target}`, weights: model.getWeights().map((w) => [...w.data]), history }),
);
