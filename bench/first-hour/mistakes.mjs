/** Mistakes of beginners, made with one of the libraries: `node mistakes.mjs LIBRARY MISTAKE`. */
const [library, mistake] = process.argv.slice(2);
const x = Array.from({ length: 8 }, (_, i) => [i / 8, 1 - i / 8]);
const y = x.map(([a]) => [a > 0.5 ? 1 : 0]);
if (mistake === 'a cell of text') x[3] = [0.1, 'n/a'];
if (mistake === 'a row that is short') x[3] = [0.1];
const loss = mistake === 'a loss misspelt' ? 'binaryCrosentropy' : 'binaryCrossentropy';

if (library === 'brain.js') {
  const { default: brain } = await import('brain.js');
  const net = new brain.NeuralNetwork({ hiddenLayers: [4], ...(mistake === 'a loss misspelt' ? { activation: 'sigmiod' } : {}) });
  console.log(net.train(x.map((input, i) => ({ input, output: y[i] })), { iterations: 20 }));
} else if (library === 'tfjs') {
  const tf = await import('@tensorflow/tfjs');
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, activation: 'sigmoid', inputShape: [2] })] });
  model.compile({ optimizer: 'sgd', loss });
  const fitted = model.fit(tf.tensor2d(x), tf.tensor2d(y), { epochs: 2, verbose: 0 });
  console.log(mistake === 'await forgotten' ? fitted.history.loss : (await fitted).history.loss);
} else {
  const { layers, sequential } = await import('myelin');
  const model = sequential([layers.dense({ units: 1, activation: 'sigmoid', inputShape: [2] })]);
  model.compile({ optimizer: 'sgd', loss });
  const fitted = model.fit(x, y, { epochs: 2, verbose: 0 });
  console.log(mistake === 'await forgotten' ? fitted.history.loss : (await fitted).history.loss);
}
