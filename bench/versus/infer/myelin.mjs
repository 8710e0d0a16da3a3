/** myelin through `predictSync`, rows given as a user has them; in float32, or quantised as the option says. */
import { assemble, fill } from '../../../dist-bench/bench/versus/deep-model.js';
import * as package_ from '../../../dist/index.js';
import { clock, option, readDeep, readNet, serve, task } from '../peer.mjs';
import { myelin } from '../version.mjs';

const { backend, layers, sequential } = package_;

function denseModel({ weights, activation }) {
  const last = weights.length - 1;
  const dense = weights.map(({ inputs, units }, i) =>
    layers.dense({ units, inputShape: [inputs], activation: i < last ? activation : 'softmax' }),
  );
  const model = sequential(dense, { seed: 1 });
  model.setWeights(
    weights.flatMap(({ inputs, units, kernel, bias }) => [
      { data: kernel, shape: [inputs, units] },
      { data: bias, shape: [units] },
    ]),
  );
  return model;
}

function deepModel(net) {
  const { model, placed } = assemble(package_, net);
  fill(placed, net.weights);
  return model;
}

const deep = task.parts !== undefined;
const net = deep ? readDeep() : readNet();
const inputShape = deep ? net.inputShape : [net.widths[0]];
const width = inputShape.reduce((a, b) => a * b, 1);
const model = deep ? deepModel(net) : denseModel(net);
if (option !== undefined) model.quantize(option);

function predicting(rows) {
  const x = { data: net.x.subarray(0, rows * width), shape: [rows, ...inputShape] };
  return {
    answer: () => [...model.predictSync(x).data],
    seconds: (times) =>
      clock(() => {
        for (let i = 0; i < times; i++) model.predictSync(x);
      }),
  };
}

await serve(
  myelin(backend(), option),
  Object.fromEntries(Object.entries(net.works).map(([work, rows]) => [work, { predictSync: predicting(rows) }])),
);
