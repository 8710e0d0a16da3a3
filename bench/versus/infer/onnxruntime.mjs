/** ONNX Runtime on the net as Gemm, Relu and Softmax, with all its optimizations; outputs new or in a tensor of ours. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { clock, readNet, serve } from '../peer.mjs';
import { installed } from '../version.mjs';
import { onnxModel } from './onnx-model.mjs';

const net = readNet();
const session = await InferenceSession.create(onnxModel(net), {
  intraOpNumThreads: net.threads, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all',
});

function running(rows, fetches) {
  const feeds = { x: new Tensor('float32', net.x.slice(0, rows * net.widths[0]), [rows, net.widths[0]]) };
  return {
    answer: async () => [...(await session.run(feeds, fetches)).y.data],
    seconds: (times) =>
      clock(async () => {
        for (let i = 0; i < times; i++) await session.run(feeds, fetches);
      }),
  };
}

const settings = (rows) => ({
  'new outputs': running(rows, ['y']),
  'outputs given': running(rows, { y: new Tensor('float32', new Float32Array(rows * net.outputs), [rows, net.outputs]) }),
});
await serve(installed('onnxruntime-node'), Object.fromEntries(Object.entries(net.works).map(([work, rows]) => [work, settings(rows)])));
