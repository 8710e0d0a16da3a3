/** TensorFlow.js on its WebAssembly backend: core operations and an optimizer, without the layers' overhead. */
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import { readNet, serve } from './peer.mjs';

const net = readNet();
await tf.setBackend('wasm');
const last = net.weights.length - 1;
const classes = net.widths.at(-1);

const batches = Array.from({ length: net.batches }, (_, i) => {
  const rows = (values, width) => values.slice(i * net.batch * width, (i + 1) * net.batch * width);
  const labels = tf.tensor1d(rows(net.y, 1), classes > 1 ? 'int32' : 'float32');
  return { x: tf.tensor2d(rows(net.x, net.widths[0]), [net.batch, net.widths[0]]), y: classes > 1 ? tf.cast(tf.oneHot(labels, classes), 'float32') : tf.reshape(labels, [net.batch, 1]) };
});

function fresh() {
  const weights = net.weights.map(({ inputs, units, kernel, bias }) => ({ kernel: tf.variable(tf.tensor2d(kernel, [inputs, units])), bias: tf.variable(tf.tensor1d(bias)) }));
  const optimizer = tf.train.adam(net.learningRate, 0.9, 0.999, net.epsilon);
  const lossOf = ({ x, y }) => {
    const logits = weights.reduce((a, { kernel, bias }, i) => tf.fused.matMul({ a, b: kernel, bias, activation: i < last ? 'relu' : 'linear' }), x);
    return classes > 1 ? tf.losses.softmaxCrossEntropy(y, logits) : tf.losses.sigmoidCrossEntropy(y, logits);
  };
  return {
    epoch() {
      for (const batch of batches) optimizer.minimize(() => lossOf(batch));
    },
    loss: () => batches.reduce((sum, batch) => sum + tf.tidy(() => lossOf(batch).dataSync()[0]), 0) / batches.length,
    dispose() {
      optimizer.dispose();
      for (const { kernel, bias } of weights) tf.dispose([kernel, bias]);
    },
  };
}

await serve({
  version: `TensorFlow.js ${tf.version_core}, wasm, SIMD: ${await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')}, threads: 1`,
  async loss() {
    const model = fresh();
    model.epoch();
    const loss = model.loss();
    model.dispose();
    return loss;
  },
  async seconds(epochs) {
    const model = fresh();
    model.epoch();
    const begun = performance.now();
    for (let epoch = 0; epoch < epochs; epoch++) model.epoch();
    const seconds = (performance.now() - begun) / 1000;
    model.dispose();
    return seconds;
  },
});
