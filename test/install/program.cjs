/** What each row of the tables runs: a network predicts, trains and predicts again. Prints on which machine, how long the process took to
 *  the first prediction, and a hash of all bits. Knows nothing of Node, so that every runtime can run it. */
module.exports = async ({ backend, layers, sequential }) => {
  const net = sequential(
    [layers.dense({ units: 64, activation: 'relu', inputShape: [8] }), layers.dropout({ rate: 0.1 }), layers.dense({ units: 1 })],
    { seed: 7 },
  );
  net.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  const values = Float32Array.from({ length: 256 * 8 }, (_, i) => Math.sin(i));
  const x = { data: values, shape: [256, 8] };
  const y = Float32Array.from({ length: 256 }, (_, i) => values[8 * i] * values[8 * i + 3]);
  const before = await net.predict(x);
  const milliseconds = Math.round(performance.now());
  await net.fit(x, y, { epochs: 5, batchSize: 32, verbose: 0 });
  const after = await net.predict(x);
  // FNV-1a over 32-bit words, https://datatracker.ietf.org/doc/draft-eastlake-fnv/
  let hash = 0x811c9dc5;
  for (const { data } of [before, after, ...net.getWeights()])
    for (const word of new Uint32Array(data.slice().buffer)) hash = Math.imul(hash ^ word, 0x01000193) >>> 0;
  const { name, target, threads } = backend();
  return { name, target, threads, milliseconds, bits: hash.toString(16) };
};
