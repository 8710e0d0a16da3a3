/** Convolutions that cannot be, or get what they cannot take. */
import { ConfigError, layers, ops, setConvPrecision, ShapeError } from '../../../src/index.ts';
import { any, refused } from './refused.ts';

const image = ops.full([1, 4, 5, 6], 1);
const kernel = (...shape: number[]): ReturnType<typeof ops.full> => ops.full(shape, 1);
const built = layers.conv2d({ filters: 1, kernelSize: 2, name: 'c' });
built.apply(image);
const first = layers.conv2d({ filters: 1, kernelSize: 2, dataFormat: 'channelsFirst', name: 'c' });
first.apply(image);

refused([
  [
    'no kernelSize',
    () => layers.conv2d(any({ filters: 1 })),
    ConfigError,
    /conv2d: kernelSize must be an integer >= 1, or 2 of them, received undef/,
  ],
  [
    'a kernelSize of 3 axes',
    () => layers.conv2d({ filters: 1, kernelSize: [1, 2, 3] }),
    ConfigError,
    /kernelSize must be .* 2 of them, received/,
  ],
  [
    'strides of 0',
    () => layers.conv1d({ filters: 1, kernelSize: 2, strides: 0 }),
    ConfigError,
    /conv1d: strides must be an integer >= 1, rec/,
  ],
  [
    'causal images',
    () => layers.conv2d({ filters: 1, kernelSize: 2, padding: any('causal') }),
    ConfigError,
    /padding of conv2d .*'causal'/,
  ],
  [
    'a precision that there is not',
    () => layers.conv2d({ filters: 1, kernelSize: 3, precision: any('low') }),
    ConfigError,
    /precision of conv2d 'low'. Known: highest, high\./,
  ],
  [
    'a precision of sequences',
    () => layers.conv1d(any({ filters: 1, kernelSize: 3, precision: 'high' })),
    ConfigError,
    /conv1d.*precision/,
  ],
  [
    'a precision of an op',
    () => ops.conv(image, kernel(3, 3, 6, 1), { precision: any('float32') }),
    ConfigError,
    /precision of conv 'float32'\. Known: highest, high, bfloat16\./,
  ],
  [
    'a precision beside a dtype that rounds',
    () => layers.conv2dTranspose({ filters: 1, kernelSize: 3, precision: 'high', dtype: 'mixed_bfloat16', name: 'up' }),
    ConfigError,
    /up: expected precision 'highest' with dtype 'mixed_bfloat16', .* received 'high'\. Leave precision, or setConvPrecision, at/,
  ],
  ['a precision for all that there is not', () => setConvPrecision(any('lower')), ConfigError, /convolution precision 'lower'/],
  [
    'strides and dilationRate',
    () => layers.conv2d({ filters: 1, kernelSize: 2, strides: 2, dilationRate: [1, 3], name: 'c' }),
    ConfigError,
    /c: strides and dilationRate cannot both be greater than 1, received \[2, 2\] and \[1, 3\]\. Leave one at 1/,
  ],
  [
    'strides and dilationRate of a transposed one',
    () => layers.conv1dTranspose({ filters: 1, kernelSize: 2, strides: 2, dilationRate: 2 }),
    ConfigError,
    /cannot both be greater than 1/,
  ],
  [
    'filters that groups do not divide',
    () => layers.conv2d({ filters: 3, groups: 2, kernelSize: 2, name: 'c' }),
    ConfigError,
    /c: filters must be a multiple of groups, received 3 and 2/,
  ],
  [
    'channels that groups do not divide',
    () => layers.conv2d({ filters: 4, groups: 4, kernelSize: 2, name: 'c' }).apply(image),
    ConfigError,
    /c: channels must be a multiple of groups, received 6 and 4/,
  ],
  [
    'a window that does not fit',
    () => layers.conv2d({ filters: 1, kernelSize: 3, dilationRate: 2, name: 'c' }).apply(image),
    ShapeError,
    /c: a window of 5 places does not fit into the 4 of \[1, 4, 5, 6\]\. Use padding 'same', or a smaller kernel/,
  ],
  [
    'an image for sequences',
    () => layers.conv1d({ filters: 1, kernelSize: 2, name: 'c' }).apply(image),
    ShapeError,
    /c: expected input of shape \[\*, \*, channels\], received \[\*, 4, 5, 6\]\. Give it 3 axes/,
  ],
  [
    'grey images without channels',
    () => layers.conv2d({ filters: 1, kernelSize: 2, name: 'c' }).apply(kernel(1, 4, 5)),
    ShapeError,
    /c: expected .* received .*4, 5\]\. If there is one channel, give it an axis: put layers\.reshape\(\{ targetShape: \[4, 5, 1\] \}\)/,
  ],
  [
    'grey images without channels, which stand in front',
    () => layers.maxPooling2d({ dataFormat: 'channelsFirst', name: 'p' }).apply(kernel(1, 4, 5)),
    ShapeError,
    /p: expected input of shape \[\*, channels, height, width\], .* layers\.reshape\(\{ targetShape: \[1, 4, 5\] \}\)/,
  ],
  [
    'other channels',
    () => built.apply(kernel(1, 4, 5, 3)),
    ShapeError,
    /c: expected input of shape \[\*, \*, \*, 6\], .* built for 6 channels/,
  ],
  [
    'other channels in front',
    () => first.apply(kernel(1, 3, 5, 6)),
    ShapeError,
    /shape \[\*, 4, \*, \*\], .* 4 channels/,
  ],
  [
    'outputPadding as large as a stride',
    () => layers.conv2dTranspose({ filters: 1, kernelSize: 2, strides: [2, 3], outputPadding: 2, name: 'c' }),
    ConfigError,
    /c: outputPadding must be smaller than the strides, received \[2, 2\] for \[2, 3\]/,
  ],
  [
    'depthMultiplier 0',
    () => layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 0 }),
    ConfigError,
    /depthMultiplier must be an integer >= 1/,
  ],
  [
    'conv: a kernel of other rank',
    () => ops.conv(image, kernel(2, 6, 1)),
    ShapeError,
    /conv: expected float32 inputs .* as many axes, received/,
  ],
  [
    'conv: no groups',
    () => ops.conv(image, kernel(2, 2, 4, 1)),
    ShapeError,
    /conv: 6 channels and a kernel \[2, 2, 4, 1\] do not make groups/,
  ],
  [
    'conv: an unknown option',
    () => ops.conv(image, kernel(2, 2, 6, 1), any({ stride: 2 })),
    ConfigError,
    /conv: unknown option 'stride'\. Did/,
  ],
  ['conv: an empty kernel', () => ops.conv(image, kernel(2, 2, 6, 0)), ShapeError, /conv: expected a kernel with elements/],
  [
    'depthwiseConv: other channels',
    () => ops.depthwiseConv(image, kernel(2, 2, 5, 1)),
    ShapeError,
    /expected a kernel for 6 channels, received/,
  ],
  [
    'convTranspose: channels in front',
    () => ops.convTranspose(image, kernel(2, 2, 6, 1)),
    ShapeError,
    /expected a kernel for 6 channels, received/,
  ],
  [
    'convTranspose: outputPadding',
    () => ops.convTranspose(image, kernel(2, 2, 1, 6), { outputPadding: 1 }),
    ConfigError,
    /convTranspose: outputPadding must be smaller than the strides, received 1 for \[1, 1\]/,
  ],
]);
