/** Networks as ONNX models: the few fields of onnx.proto3 that it takes.
 *  @source https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3, whose field numbers these are */
import { PbfWriter } from 'pbf';

const FLOAT = 1;
/** The type of an attribute that is a list of integers. */
const INTS = 7;
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
const ATTRIBUTE = message((pbf, [name, values]) => {
  pbf.writeStringField(1, name);
  pbf.writePackedVarint(8, values);
  pbf.writeVarintField(20, INTS);
});
const NODE = message((pbf, { op, inputs, output, attributes = {} }) => {
  for (const input of inputs) pbf.writeStringField(1, input);
  pbf.writeStringField(2, output);
  pbf.writeStringField(4, op);
  for (const attribute of Object.entries(attributes)) pbf.writeMessage(5, ATTRIBUTE, attribute);
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

/** Bytes of a dense net: it takes `x` [rows, inputs] to `y` [rows, outputs] by Gemm and Relu, Softmax last. */
export function denseModel({ widths, weights, outputs }) {
  const nodes = weights.flatMap((_, i) => [
    { op: 'Gemm', inputs: [i === 0 ? 'x' : `a${i}`, `w${i}`, `b${i}`], output: `z${i}` },
    i < weights.length - 1 ? { op: 'Relu', inputs: [`z${i}`], output: `a${i + 1}` } : { op: 'Softmax', inputs: [`z${i}`], output: 'y' },
  ]);
  const initializers = weights.flatMap(({ inputs, units, kernel, bias }, i) => [
    { name: `w${i}`, shape: [inputs, units], data: kernel },
    { name: `b${i}`, shape: [units], data: bias },
  ]);
  return bytesOf(nodes, initializers, ['rows', widths[0]], ['rows', outputs]);
}

/** Values [a, b] as [b, a], each of so many elements. */
function exchanged(values, [a, b], each) {
  const to = new Float32Array(values.length);
  for (let i = 0; i < a; i++) {
    for (let j = 0; j < b; j++) to.set(values.subarray((i * b + j) * each, (i * b + j + 1) * each), (j * a + i) * each);
  }
  return to;
}

const ACTIVATIONS = { relu: 'Relu', softmax: 'Softmax' };

/** Bytes of a convolutional net for images of one channel: x [rows, 1, height, width], channels before the places from there on. */
export function convolutionalModel({ inputShape: [height, width], parts, weights }) {
  const [nodes, initializers] = [[], []];
  let [at, from, channels, places] = ['x', [1, height, width], 1, 1];
  const add = (op, inputs, attributes) => {
    const output = `t${nodes.length}`;
    nodes.push({ op, inputs: [at, ...inputs], output, attributes });
    at = output;
  };
  const weight = (name, shape, data) => {
    initializers.push({ name, shape, data });
    return name;
  };
  parts.forEach(({ kind, options, weights: shapes }, i) => {
    const [kernel, bias] = weights[i];
    if (kind === 'conv2d') {
      const [rows, columns, inputs, filters] = shapes[0];
      const filtersFirst = exchanged(exchanged(kernel, [rows * columns * inputs, filters], 1), [filters * rows * columns, inputs], 1);
      // [inputs, filters, rows, columns] by now.
      const shape = [filters, inputs, rows, columns];
      add('Conv', [weight(`w${i}`, shape, exchanged(filtersFirst, [inputs, filters], rows * columns)), weight(`b${i}`, [filters], bias)]);
      from = [filters, from[1] - rows + 1, from[2] - columns + 1];
    } else if (kind === 'maxPooling2d') {
      const size = [options.poolSize, options.poolSize];
      add('MaxPool', [], { kernel_shape: size, strides: size });
      from = [from[0], ...from.slice(1).map((length) => Math.floor(length / options.poolSize))];
    } else if (kind === 'flatten') {
      add('Flatten', []);
      [channels, places] = [from[0], from[1] * from[2]];
    } else {
      const [inputs, units] = shapes[0];
      const rows = places > 1 ? exchanged(kernel, [places, channels], units) : kernel;
      add('Gemm', [weight(`w${i}`, [inputs, units], rows), weight(`b${i}`, [units], bias)]);
      places = 1;
    }
    if (options.activation !== undefined) add(ACTIVATIONS[options.activation], []);
  });
  nodes.at(-1).output = 'y';
  return bytesOf(nodes, initializers, ['rows', 1, height, width], ['rows', parts.at(-1).options.units]);
}

function bytesOf(nodes, initializers, inputShape, outputShape) {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeMessage(7, GRAPH, { nodes, initializers, input: { name: 'x', shape: inputShape }, output: { name: 'y', shape: outputShape } });
  pbf.writeMessage(8, OPERATORS, OPSET);
  return pbf.finish();
}
