import type { Tensor } from '../graph/tensor.ts';
import type { Lowering } from './lowering.ts';

export const lowerings: Readonly<Record<string, Lowering>> = {
  matmul_int8: (y, to) => {
    const [x, w, scale, bias] = y.inputs as [Tensor, Tensor, Tensor, Tensor?];
    const [m, n] = y.shape as [number, number];
    to.emit('gemm_int8', {
      m, n, k: x.shape[1]!, x: to.at(x), w: to.at(w), scale: to.at(scale),
      bias: bias === undefined ? null : to.at(bias), relu: Number(y.attrs['activation'] === 'relu'), y: to.at(y),
    });
  },
};
