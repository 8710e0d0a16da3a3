/** synaptic: its compiled network, a row at a time as it trains, in the tightest loop. It knows neither batches nor Adam. */
import synaptic from 'synaptic';
import { readNet, serve } from '../peer.mjs';
import { installed } from '../version.mjs';
import { learning, rateOf } from './online.mjs';

const net = readNet();
const rate = rateOf(net);

/** Weights of its own are so small that two hidden layers hardly begin to learn: it is given those of the others. */
function fresh() {
  const network = new synaptic.Architect.Perceptron(...net.widths);
  const layers = [network.layers.input, ...network.layers.hidden, network.layers.output].map(({ list }) => list);
  for (const [i, { units, kernel, bias }] of net.weights.entries()) {
    for (const [row, neuron] of layers[i].entries()) {
      for (const connection of Object.values(neuron.connections.projected)) {
        connection.weight = kernel[row * units + layers[i + 1].indexOf(connection.to)];
      }
    }
    for (const [j, neuron] of layers[i + 1].entries()) neuron.bias = bias[j];
  }
  network.setOptimize(true);
  return {
    row(x, y) {
      network.activate(x);
      network.propagate(rate, y);
    },
    predict: (x) => network.activate(x)[0],
  };
}

await serve(installed('synaptic'), { step: { 'row by row, SGD': learning(net, fresh, (values) => Array.from(values)) } });
