/** myelin through `fit` as a user runs it: the whole call, with the checks of the data, the planning and the shuffling; on its best
 *  machine. Option `wasm`: on WebAssembly; `high`: with the precision 'high' of convolutions, tiles of 4 x 4 places. */
import { assemble, fill } from '../../../dist-bench/bench/versus/deep-model.js';
import { clock, option, readDeep, serve } from '../peer.mjs';
import { myelin } from '../version.mjs';

if (option === 'wasm') process.env.MYELIN_BACKEND = option;
const package_ = await import('../../../dist/index.js');
const high = option === 'high';
if (high) package_.setConvPrecision('high');
const net = readDeep();
const width = net.inputShape.reduce((a, b) => a * b, 1);
const whole = net.tokens !== undefined;
const rowsOf = (count) => {
  const [x, y] = [net.x.subarray(0, count * width), net.y.subarray(0, count)];
  return [
    { data: whole ? Int32Array.from(x) : x, shape: [count, ...net.inputShape] },
    { data: net.classes > 2 ? Int32Array.from(y) : y, shape: [count] },
  ];
};

function fresh() {
  const { model, placed } = assemble(package_, net);
  fill(placed, net.weights);
  const { learningRate, epsilon } = net;
  model.compile({
    optimizer: package_.optimizers.adam({ learningRate, epsilon }),
    loss: net.classes > 2 ? 'sparseCategoricalCrossentropy' : 'binaryCrossentropy',
  });
  return model;
}

const options = { batchSize: net.batch, verbose: 0 };
const [x, y] = rowsOf(net.rows);
const timed = fresh();
const start = timed.getWeights();

await serve(myelin(package_.backend(), high ? 'convPrecision high' : undefined), {
  step: {
    fit: {
      units: net.batches,
      async answer() {
        const model = fresh();
        const { history } = await model.fit(...rowsOf(net.checked * net.batch), { ...options, shuffle: false, epochs: 2 });
        model.dispose();
        return history.loss;
      },
      seconds(epochs) {
        timed.setWeights(start);
        return clock(() => timed.fit(x, y, { ...options, epochs }));
      },
    },
  },
});
