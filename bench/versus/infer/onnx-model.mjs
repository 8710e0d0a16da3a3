/** A dense network as an ONNX model: the few fields of onnx.proto3 that it takes.
 *  @source https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3, whose field numbers these are */
import { PbfWriter } from 'pbf';

const FLOAT = 1;
const OPSET = 17;
const IR_VERSION = 8;

const message = (write) => (value, pbf) => write(pbf, value);
const TENSOR = message((pbf, { name, shape, data }) => {
  pbf.writePackedVarint(1, shape);
  pbf.writeVarintField(2, FLOAT);
  pbf.writeStringField(8, name);
  pbf.writeBytesField(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
});
const DIMENSION = message((pbf, size) => (typeof size === 'number' ? pbf.writeVarintField(1, size) : pbf.writeStringField(2, size)));
const SHAPE = message((pbf, shape) => shape.forEach((size) => pbf.writeMessage(1, DIMENSION, size)));
const TENSOR_TYPE = message((pbf, shape) => {
  pbf.writeVarintField(1, FLOAT);
  pbf.writeMessage(2, SHAPE, shape);
});
const TYPE = message((pbf, shape) => pbf.writeMessage(1, TENSOR_TYPE, shape));
const VALUE = message((pbf, { name, shape }) => {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, TYPE, shape);
});
const NODE = message((pbf, { op, inputs, output }) => {
  for (const input of inputs) pbf.writeStringField(1, input);
  pbf.writeStringField(2, output);
  pbf.writeStringField(4, op);
});
const GRAPH = message((pbf, { nodes, initializers, input, output }) => {
  for (const node of nodes) pbf.writeMessage(1, NODE, node);
  pbf.writeStringField(2, 'net');
  for (const tensor of initializers) pbf.writeMessage(5, TENSOR, tensor);
  pbf.writeMessage(11, VALUE, input);
  pbf.writeMessage(12, VALUE, output);
});
const OPERATORS = message((pbf, opset) => {
  pbf.writeStringField(1, '');
  pbf.writeVarintField(2, opset);
});

/** Bytes of a model that takes `x` [rows, inputs] to `y` [rows, outputs]: Gemm and Relu, Softmax last. */
export function onnxModel({ widths, weights, outputs }) {
  const nodes = weights.flatMap((_, i) => [
    { op: 'Gemm', inputs: [i === 0 ? 'x' : `a${i}`, `w${i}`, `b${i}`], output: `z${i}` },
    i < weights.length - 1 ? { op: 'Relu', inputs: [`z${i}`], output: `a${i + 1}` } : { op: 'Softmax', inputs: [`z${i}`], output: 'y' },
  ]);
  const initializers = weights.flatMap(({ inputs, units, kernel, bias }, i) => [
    { name: `w${i}`, shape: [inputs, units], data: kernel },
    { name: `b${i}`, shape: [units], data: bias },
  ]);
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeMessage(7, GRAPH, {
    nodes, initializers, input: { name: 'x', shape: ['rows', widths[0]] },
    output: { name: 'y', shape: ['rows', outputs] },
  });
  pbf.writeMessage(8, OPERATORS, OPSET);
  return pbf.finish();
}
