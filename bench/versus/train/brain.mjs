/** brain.js: its training of one row, as it trains, in the tightest loop; by SGD or by its Adam. */
import brain from 'brain.js';
import { readNet, serve } from '../peer.mjs';
import { installed } from '../version.mjs';
import { learning } from './online.mjs';

const net = readNet();
const adam = net.optimizer === 'adam';

function fresh() {
  const network = new brain.NeuralNetwork({ hiddenLayers: net.widths.slice(1, -1), activation: 'sigmoid' });
  const some = { input: Array.from(net.x.subarray(0, net.widths[0])), output: [net.y[0]] };
  // Only a call of `train` makes the weights; one row changes them little.
  network.train([some], {
    iterations: 1, errorThresh: 1e-9, learningRate: net.learningRate, momentum: 1e-9,
    ...(adam ? { praxis: 'adam' } : {}),
  });
  return {
    row: (input, output) => network.trainPattern({ input, output }),
    predict: (x) => network.runInput(x)[0],
  };
}

await serve(installed('brain.js'), {
  step: { [`row by row, ${adam ? 'Adam' : 'SGD'}`]: learning(net, fresh, (values) => Float32Array.from(values)) },
});
