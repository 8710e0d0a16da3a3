/** Training of 784-512-512-10 beside TensorFlow.js in one page, in turns. */
export async function versus(page, name) {
  await page.addScriptTag({ url: '/tools/@tensorflow/tfjs/dist/tf.min.js' });
  await page.addScriptTag({ url: '/tools/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js' });
  const rates = await page.evaluate(async () => {
    const { tf } = globalThis;
    const myelin = await import('/myelin/browser.js');
    const { measure, data } = await import('/check/in-page.mjs');
    tf.wasm.setWasmPaths('/tools/@tensorflow/tfjs-backend-wasm/dist/');
    const [x, y] = data(2560, 784, 10);
    const theirs = async (backend) => {
      if (!(await tf.setBackend(backend).catch(() => false))) return undefined;
      const net = tf.sequential();
      net.add(tf.layers.dense({ units: 512, activation: 'relu', inputShape: [784] }));
      net.add(tf.layers.dense({ units: 512, activation: 'relu' }));
      net.add(tf.layers.dense({ units: 10, activation: 'softmax' }));
      net.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
      const [xs, ys] = [tf.tensor2d(x.data, x.shape), tf.tensor1d(Float32Array.from(y))];
      await net.fit(xs.slice(0, 256), ys.slice(0, 256), { epochs: 1, batchSize: 128, verbose: 0 });
      const began = performance.now();
      await net.fit(xs, ys, { epochs: 1, batchSize: 128, verbose: 0 });
      return 2560 / ((performance.now() - began) / 1000);
    };
    const found = { myelin: [], wasm: [], webgl: [] };
    for (let turn = 0; turn < 3; turn++) {
      found.myelin.push((await measure(myelin, 4)).rate);
      for (const backend of ['wasm', 'webgl']) found[backend].push(await theirs(backend));
    }
    const gl = document.createElement('canvas').getContext('webgl2');
    const extension = gl?.getExtension('WEBGL_debug_renderer_info');
    return { ...found, threads: myelin.backend().threads, renderer: extension && gl.getParameter(extension.UNMASKED_RENDERER_WEBGL) };
  });
  const middle = (values) => values.toSorted((a, b) => a - b)[1];
  const ours = middle(rates.myelin);
  console.log(`       ${name}: 784-512-512-10 at batches of 128, ${rates.threads} threads: ${Math.round(ours)} samples/s`);
  for (const backend of ['wasm', 'webgl']) {
    const theirs = middle(rates[backend]);
    const on = backend === 'webgl' ? ` (${rates.renderer})` : '';
    const figure = theirs === undefined ? 'does not start here'
      : `${Math.round(theirs)} samples/s; we have ${(ours / theirs).toFixed(1)} times as many`;
    console.log(`       ${name}: TensorFlow.js, ${backend}${on}: ${figure}`);
  }
  return rates;
}
