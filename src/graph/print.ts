import { showShape } from '../core/shape.ts';
import type { Tensor } from './tensor.ts';
import { ancestors } from './walk.ts';

/** A graph as text, one tensor a line: `%2 = matmul(%0, %1) {transA: true} [128, 10]`. Numbers count from 0. */
export function printGraph(roots: readonly Tensor[]): string {
  const tensors = ancestors(roots);
  const number = new Map(tensors.map((t, i) => [t, i]));
  return tensors
    .map((t) => {
      const attrs = Object.entries(t.attrs).map(([k, v]) => `${k}: ${Array.isArray(v) ? `[${v.join(', ')}]` : v}`);
      const inputs = t.inputs.map((x) => `%${number.get(x)}`).join(', ');
      return `%${number.get(t)} = ${t.op}(${inputs})${attrs.length ? ` {${attrs.join(', ')}}` : ''} ` +
        `${showShape(t.shape)}${t.dtype === 'float32' ? '' : ` ${t.dtype}`}`;
    })
    .join('\n');
}
