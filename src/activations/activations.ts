/** The activation functions, with Keras' names, defaults and formulas, as compositions of ops. Each export can be named in an
 *  option `activation`, in camelCase or snake_case.
 *  @source Keras 3 keras.activations; papers where named */
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';

export { exp as exponential, sigmoid, softplus, tanh } from '../op/elementwise.ts';
export { logSoftmax, softmax, sparsemax } from '../op/softmax.ts';
export { gelu, glu, mish, silu, silu as swish, squareplus } from './gates.ts';
export { celu, elu, leakyRelu, relu, relu6, selu, threshold } from './rectifiers.ts';
export { hardShrink, softShrink, tanhShrink } from './shrinks.ts';
export { hardSigmoid, hardSilu, hardSilu as hardSwish, hardTanh, logSigmoid, softsign, sparsePlus, sparseSigmoid } from './sigmoids.ts';

/** x itself. */
export const linear = (x: TensorLike): Tensor => asTensor(x);
