/** ml-matrix: products of matrices of float64, all that it has. */
import { Matrix } from 'ml-matrix';
import { clock, serve } from '../peer.mjs';
import { installed } from '../version.mjs';
import { array, some, works } from './arrays.mjs';

function product({ n }) {
  const [a, b] = [0, 1].map((shift) => Matrix.from1DArray(n, n, array(n * n, shift)));
  return {
    answer: () => some(a.mmul(b).to1DArray()),
    seconds: (times) =>
      clock(() => {
        for (let i = 0; i < times; i++) a.mmul(b);
      }),
  };
}

await serve(installed('ml-matrix'), works(['matmul'], (each) => ({ float64: product(each) })));
