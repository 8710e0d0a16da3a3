/** Records a file of version 0.1 and what goes on from it, for version-0.1.safetensors and version-0.1.json. Run with
 *  that version's build: node record-version-0.1.mjs DIST FOLDER */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [dist, folder] = process.argv.slice(2);
const { sequential, layers, optimizers, backend } = await import(pathToFileURL(resolve(dist, 'index.js')).href);
const x = Float32Array.from({ length: 24 * 4 }, (_, i) => Math.sin(i));
const y = Float32Array.from({ length: 24 }, (_, i) => Math.cos(3 * i));
const data = [{ data: x, shape: [24, 4] }, { data: y, shape: [24, 1] }];
const model = sequential(
  [
    layers.input({ shape: [4] }), layers.dense({ units: 6, activation: 'tanh' }), layers.dropout({ rate: 0.25 }),
    layers.dense({ units: 1 }),
  ],
  { seed: 7 },
);
model.compile({ optimizer: optimizers.adam({ learningRate: 0.01 }), loss: 'mse', metrics: ['mae'] });
await model.fit(...data, { epochs: 2, batchSize: 5, verbose: 0 });
await model.save(join(folder, 'version-0.1.safetensors'), { metadata: { note: 'two epochs' } });
const { history } = await model.fit(...data, { epochs: 2, batchSize: 5, verbose: 0 });
writeFileSync(
  join(folder, 'version-0.1.json'),
  JSON.stringify({
    producer: `myelin 0.1.0 at 7951b11, ${backend().target}`,
    weights: model.getWeights().map((w) => [...w.data]),
    history,
  }),
);
