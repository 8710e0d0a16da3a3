/** myelin through `fit` as a user runs it: the whole call, with the checks of the data, the planning and the shuffling; in
 *  the precision that is named, or in float32. */
import { backend, layers, optimizers, sequential, setDtypePolicy } from '../../../dist/index.js';
import { clock, option, readNet, serve } from '../peer.mjs';
import { myelin } from '../version.mjs';

const net = readNet();
if (option !== undefined) setDtypePolicy(option);
const classes = net.outputs > 1;
const rowsOf = (count) => [
  { data: net.x.subarray(0, count * net.widths[0]), shape: [count, net.widths[0]] },
  { data: classes ? Int32Array.from(net.y.subarray(0, count)) : net.y.subarray(0, count), shape: [count] },
];

const weights = net.weights.flatMap(({ inputs, units, kernel, bias }) => [
  { data: kernel, shape: [inputs, units] },
  { data: bias, shape: [units] },
]);

function fresh() {
  const dense = net.weights.map(({ inputs, units }, i) =>
    layers.dense({
      units,
      inputShape: [inputs],
      activation: i < net.weights.length - 1 ? net.activation : classes ? 'softmax' : 'sigmoid',
    }),
  );
  const model = sequential(dense, { seed: 1 });
  model.setWeights(weights);
  const { learningRate, epsilon } = net;
  model.compile({
    optimizer: net.optimizer === 'sgd' ? optimizers.sgd({ learningRate }) : optimizers.adam({ learningRate, epsilon }),
    loss: classes ? 'sparseCategoricalCrossentropy' : 'binaryCrossentropy',
  });
  return model;
}

const options = { batchSize: net.batch, verbose: 0 };
const [x, y] = rowsOf(net.rows);
const timed = fresh();

await serve(myelin(backend(), option), {
  step: {
    fit: {
      units: net.batches,
      async answer() {
        const model = fresh();
        const some = rowsOf(Math.min(net.checked, net.batches) * net.batch);
        await model.fit(...some, { ...options, shuffle: false, epochs: Math.ceil(net.checked / net.batches) });
        const { loss } = await model.evaluate(...some, { batchSize: net.batch });
        model.dispose();
        return [loss];
      },
      seconds(epochs) {
        timed.setWeights(weights);
        return clock(() => timed.fit(x, y, { ...options, epochs }));
      },
    },
  },
});
