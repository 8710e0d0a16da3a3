/** myelin, through `fit`, as a user calls it: the whole call, with the checks of the data and the planning. */
import { readFileSync } from 'node:fs';
import { backend, layers, optimizers, sequential } from '../../dist/index.js';
import { readNet, serve } from './peer.mjs';

const net = readNet();
const classes = net.widths.at(-1);
const x = { data: net.x, shape: [net.rows, net.widths[0]] };
const y = { data: classes > 1 ? Int32Array.from(net.y) : net.y, shape: [net.rows] };

function fresh() {
  const dense = net.weights.map(({ inputs, units }, i) => layers.dense({ units, inputShape: [inputs], activation: i < net.weights.length - 1 ? 'relu' : classes > 1 ? 'softmax' : 'sigmoid' }));
  const model = sequential(dense, { seed: 1 });
  model.setWeights(net.weights.flatMap(({ inputs, units, kernel, bias }) => [{ data: kernel, shape: [inputs, units] }, { data: bias, shape: [units] }]));
  model.compile({ optimizer: optimizers.adam({ learningRate: net.learningRate, epsilon: net.epsilon }), loss: classes > 1 ? 'sparseCategoricalCrossentropy' : 'binaryCrossentropy' });
  return model;
}

const options = { batchSize: net.batch, shuffle: false, verbose: 0 };
const { name, target, threads } = backend();

await serve({
  version: `myelin ${JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version}, ${name} ${target}, threads: ${threads}`,
  async loss() {
    const model = fresh();
    await model.fit(x, y, options);
    return (await model.evaluate(x, y, { batchSize: net.batch })).loss;
  },
  async seconds(epochs) {
    const model = fresh();
    await model.fit(x, y, options);
    const begun = performance.now();
    await model.fit(x, y, { ...options, epochs });
    const seconds = (performance.now() - begun) / 1000;
    model.dispose();
    return seconds;
  },
});
