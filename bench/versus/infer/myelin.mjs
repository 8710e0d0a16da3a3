/** myelin through `predictSync`, rows given as a user has them; in float32, or quantised as the option says. */
import { backend, layers, sequential } from '../../../dist/index.js';
import { clock, option, readNet, serve } from '../peer.mjs';
import { myelin } from '../version.mjs';

const net = readNet();
const last = net.weights.length - 1;
const dense = net.weights.map(({ inputs, units }, i) =>
  layers.dense({ units, inputShape: [inputs], activation: i < last ? net.activation : 'softmax' }),
);
const model = sequential(dense, { seed: 1 });
model.setWeights(
  net.weights.flatMap(({ inputs, units, kernel, bias }) => [
    { data: kernel, shape: [inputs, units] },
    { data: bias, shape: [units] },
  ]),
);
if (option !== undefined) model.quantize(option);

function predicting(rows) {
  const x = { data: net.x.subarray(0, rows * net.widths[0]), shape: [rows, net.widths[0]] };
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
