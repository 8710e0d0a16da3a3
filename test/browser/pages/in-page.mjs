/** What the check does in a page, and in Node for comparison: trains, saves, loads, and measures how long the event loop is silent. */

/** The bits of arrays as a number. @source FNV-1a */
export function hashOf(arrays) {
  let hash = 0x811c9dc5;
  for (const { buffer, byteOffset, byteLength } of arrays)
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** Rows of numbers that every engine makes alike. */
export function data(rows, width, classes) {
  const [x, y] = [new Float32Array(rows * width), new Int32Array(rows)];
  for (let i = 0, state = 1; i < x.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    x[i] = state / 2 ** 32;
  }
  // The class is that of the largest of the first numbers.
  for (let r = 0; r < rows; r++) for (let c = 1; c < classes; c++) if (x[r * width + c] > x[r * width + y[r]]) y[r] = c;
  return [{ data: x, shape: [rows, width] }, y];
}

const NETWORKS = {
  dense: ({ layers }) => [layers.dense({ units: 256, activation: 'relu', inputShape: [100] }), layers.dropout({ rate: 0.2 })],
  conv: ({ layers }) => [
    layers.reshape({ targetShape: [10, 10, 1], inputShape: [100] }), layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu' }),
    layers.batchNormalization(), layers.maxPooling2d(), layers.flatten(),
  ],
  recurrent: ({ layers }) => [layers.reshape({ targetShape: [10, 10], inputShape: [100] }), layers.gru({ units: 32 })],
};

/** For each network the hash of its weights, whether bytes bring it back, and the losses. */
export async function train(myelin) {
  const answers = {};
  const [x, y] = data(3000, 100, 10);
  for (const [name, hidden] of Object.entries(NETWORKS)) {
    const net = myelin.sequential([...hidden(myelin), myelin.layers.dense({ units: 10, activation: 'softmax' })], { seed: 3 });
    net.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
    // Reading weights while a fit runs waits for the slice.
    const fit = net.fit(x, y, { epochs: 4, batchSize: 50 });
    const reads = setInterval(() => net.getWeights(), 40);
    const { history } = await fit;
    clearInterval(reads);
    const bytes = await net.toBytes();
    const loaded = await myelin.loadModel(new Blob([bytes]));
    const [ours, theirs] = [await net.predict(x), await loaded.predict(x)];
    answers[name] = {
      hash: hashOf(net.getWeights().map(({ data: values }) => values)), loss: history.loss.at(-1), accuracy: history.accuracy.at(-1),
      bytes: bytes.length, same: hashOf([ours.data]) === hashOf([theirs.data]),
    };
    net.dispose();
    loaded.dispose();
  }
  const { name, threads, why } = myelin.backend();
  return { ...answers, backend: { name, threads, why } };
}

/** Milliseconds between turns of the event loop while 784-512-512-10 trains, sorted, and samples a second. */
export async function measure({ layers, sequential }, epochs) {
  const [x, y] = data(12_800, 784, 10);
  const net = sequential([
    layers.dense({ units: 512, activation: 'relu', inputShape: [784] }), layers.dense({ units: 512, activation: 'relu' }),
    layers.dense({ units: 10, activation: 'softmax' }),
  ], { seed: 3 });
  net.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  await net.fit(x, y, { epochs: 1, batchSize: 128 });
  const silent = [];
  let last = performance.now();
  const watch = setInterval(() => {
    const now = performance.now();
    silent.push(now - last);
    last = now;
  }, 4);
  const began = performance.now();
  await net.fit(x, y, { epochs, batchSize: 128 });
  const seconds = (performance.now() - began) / 1000;
  clearInterval(watch);
  net.dispose();
  return { rate: (epochs * 12_800) / seconds, silent: silent.toSorted((a, b) => a - b) };
}
