/** TensorFlow.js on the backend that is named: lstm and transformer in core operations. Its wasm backend has no kernel for the gradient
 *  of a convolution by its weights (Conv2DBackpropFilter), nor for that of an embedding (UnsortedSegmentSum). */
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs';
import { clock, option, readDeep, serve, steps } from '../peer.mjs';

const net = readDeep();
await tf.setBackend(option);
const [length, features] = net.inputShape;

const batches = Array.from({ length: net.batches }, (_, i) => {
  const rows = (values, width) => values.slice(i * net.batch * width, (i + 1) * net.batch * width);
  return {
    x: tf.tensor3d(rows(net.x, length * features), [net.batch, length, features]),
    y: tf.cast(tf.oneHot(tf.tensor1d(rows(net.y, 1), 'int32'), net.classes), 'float32'),
  };
});

/** Rows times a matrix: of rank 2, which is the form with the fastest gradients. */
function linear(x, kernel, bias, activation = 'linear') {
  const [inputs, units] = [x.shape.at(-1), bias.size];
  const y = tf.fused.matMul({
    a: tf.reshape(x, [-1, inputs]), b: tf.reshape(kernel, [inputs, units]), bias, activation,
  });
  return tf.reshape(y, [...x.shape.slice(0, -1), units]);
}

function normalized(x, gamma, beta) {
  const mean = tf.mean(x, -1, true);
  const centred = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centred), -1, true);
  return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, 1e-5))), gamma), beta);
}

function attention(x, heads, [wq, bq, wk, bk, wv, bv, wo, bo]) {
  const width = features / heads;
  const parted = (kernel, bias) => tf.transpose(tf.reshape(linear(x, kernel, bias), [-1, length, heads, width]), [0, 2, 1, 3]);
  const [q, k, v] = [parted(wq, bq), parted(wk, bk), parted(wv, bv)];
  const shares = tf.softmax(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(width)));
  return linear(tf.reshape(tf.transpose(tf.matMul(shares, v), [0, 2, 1, 3]), [-1, length, features]), wo, bo);
}

const LAYERS = {
  dense: (x, { activation }, [kernel, bias]) => linear(x, kernel, bias, activation === 'relu' ? 'relu' : 'linear'),
  globalAveragePooling1d: (x) => tf.mean(x, 1),
  transformerEncoder(x, { numHeads }, weights) {
    const [gamma1, beta1, gamma2, beta2, kernel1, bias1, kernel2, bias2] = weights.slice(8);
    const attended = normalized(tf.add(x, attention(x, numHeads, weights)), gamma1, beta1);
    return normalized(tf.add(attended, linear(linear(attended, kernel1, bias1, 'relu'), kernel2, bias2)), gamma2, beta2);
  },
  lstm(x, { units }, [kernel, recurrent, bias]) {
    const rows = tf.unstack(linear(tf.transpose(x, [1, 0, 2]), kernel, bias));
    let [h, c] = [tf.zeros([net.batch, units]), tf.zeros([net.batch, units])];
    for (const row of rows) {
      const [i, f, g, o] = tf.split(tf.add(row, tf.matMul(h, recurrent)), 4, 1);
      c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      h = tf.mul(tf.sigmoid(o), tf.tanh(c));
    }
    return h;
  },
};

/** Those of attention, [heads, width], as one row: the backend looks at the shape with which a bias was made. */
const shapeOf = ({ kind, weights }, j) => (kind === 'transformerEncoder' && j < 8 && j % 2 === 1 ? [features] : weights[j]);

function fresh() {
  const weights = net.weights.map((layer, i) => layer.map((values, j) => tf.variable(tf.tensor(values, shapeOf(net.parts[i], j)))));
  const optimizer = tf.train.adam(net.learningRate, 0.9, 0.999, net.epsilon);
  const lossOf = ({ x, y }) =>
    tf.losses.softmaxCrossEntropy(y, net.parts.reduce((a, { kind, options }, i) => LAYERS[kind](a, options, weights[i]), x));
  return {
    step(i) {
      const loss = optimizer.minimize(() => lossOf(batches[i]), true);
      const [value] = loss.dataSync();
      loss.dispose();
      return value;
    },
    dispose() {
      optimizer.dispose();
      tf.dispose(weights);
    },
  };
}

await serve(`TensorFlow.js ${tf.version_core} ${option}`, {
  step: {
    'SIMD, one thread': {
      answer() {
        const model = fresh();
        const epoch = () => Array.from({ length: net.checked }, (_, i) => model.step(i)).reduce((a, b) => a + b, 0) / net.checked;
        const losses = [epoch(), epoch()];
        model.dispose();
        return losses;
      },
      async seconds(count) {
        const model = fresh();
        const seconds = await clock(() => steps(count, net.batches, model.step));
        model.dispose();
        return seconds;
      },
    },
  },
});
