/** ONNX Runtime on a net of Gemm, Conv, MaxPool, Relu and Softmax, with all its optimizations; outputs new or in a tensor of ours. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { clock, readDeep, readNet, serve, task } from '../peer.mjs';
import { installed } from '../version.mjs';
import { convolutionalModel, denseModel } from './onnx-model.mjs';

const net = task.parts === undefined ? readNet() : readDeep();
const [height, width] = net.inputShape ?? [];
const inputShape = height === undefined ? [net.widths[0]] : [1, height, width];
const inputs = inputShape.reduce((a, b) => a * b, 1);
const outputs = net.outputs ?? net.classes;
const session = await InferenceSession.create(height === undefined ? denseModel(net) : convolutionalModel(net), {
  intraOpNumThreads: net.threads, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all',
});

function running(rows, fetches) {
  const feeds = { x: new Tensor('float32', net.x.slice(0, rows * inputs), [rows, ...inputShape]) };
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
  'outputs given': running(rows, { y: new Tensor('float32', new Float32Array(rows * outputs), [rows, outputs]) }),
});
await serve(installed('onnxruntime-node'), Object.fromEntries(Object.entries(net.works).map(([work, rows]) => [work, settings(rows)])));
