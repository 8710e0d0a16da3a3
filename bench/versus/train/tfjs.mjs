/** TensorFlow.js on the backend that is named (wasm or cpu): core operations and an optimizer, without the layers' overhead. */
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import { clock, option, readNet, serve, steps } from '../peer.mjs';

const net = readNet();
await tf.setBackend(option);
const last = net.weights.length - 1;
const classes = net.outputs > 1;

const batches = Array.from({ length: net.batches }, (_, i) => {
  const rows = (values, width) => values.slice(i * net.batch * width, (i + 1) * net.batch * width);
  const labels = tf.tensor1d(rows(net.y, 1), classes ? 'int32' : 'float32');
  return {
    x: tf.tensor2d(rows(net.x, net.widths[0]), [net.batch, net.widths[0]]),
    y: classes ? tf.cast(tf.oneHot(labels, net.outputs), 'float32') : tf.reshape(labels, [net.batch, 1]),
  };
});

function fresh() {
  const weights = net.weights.map(({ inputs, units, kernel, bias }) => ({
    kernel: tf.variable(tf.tensor2d(kernel, [inputs, units])),
    bias: tf.variable(tf.tensor1d(bias)),
  }));
  const optimizer = net.optimizer === 'sgd' ? tf.train.sgd(net.learningRate) : tf.train.adam(net.learningRate, 0.9, 0.999, net.epsilon);
  const lossOf = ({ x, y }) => {
    const logits = weights.reduce(
      (a, { kernel, bias }, i) => tf.fused.matMul({ a, b: kernel, bias, activation: i < last ? net.activation : 'linear' }),
      x,
    );
    return classes ? tf.losses.softmaxCrossEntropy(y, logits) : tf.losses.sigmoidCrossEntropy(y, logits);
  };
  return {
    train: (count) => steps(count, net.batches, (i) => optimizer.minimize(() => lossOf(batches[i]))),
    loss(count) {
      const some = batches.slice(0, count);
      return some.reduce((sum, batch) => sum + tf.tidy(() => lossOf(batch).dataSync()[0]), 0) / some.length;
    },
    dispose() {
      optimizer.dispose();
      for (const { kernel, bias } of weights) tf.dispose([kernel, bias]);
    },
  };
}

await serve(`TensorFlow.js ${tf.version_core} ${option}`, {
  step: {
    [option === 'wasm' ? 'SIMD, one thread' : 'JavaScript']: {
      answer() {
        const model = fresh();
        model.train(net.checked);
        const loss = model.loss(net.checked);
        model.dispose();
        return [loss];
      },
      async seconds(count) {
        const model = fresh();
        const seconds = await clock(() => model.train(count));
        model.dispose();
        return seconds;
      },
    },
  },
});
