import { stridesOf, type Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { offset, type Lowering } from './lowering.ts';

/** The most axes of a strided move. */
export const MAX_RANK = 6;

/** Sizes and strides as the six that the kernels take, padded in front. */
function six(shape: Shape, strides: readonly number[]): Record<string, number> {
  const lead = MAX_RANK - shape.length;
  const args: Record<string, number> = {};
  for (let i = 0; i < MAX_RANK; i++) {
    args[`d${i}`] = i < lead ? 1 : shape[i - lead]!;
    args[`s${i}`] = i < lead ? 0 : strides[i - lead]!;
  }
  return args;
}

const readStrided: Lowering = (y, to) => {
  const { strides, offset: start } = y.attrs as { strides: readonly number[]; offset: number };
  to.emit('strided_read', { ...six(y.shape, strides), x: offset(to.at(y.inputs[0]!), start), y: to.at(y) });
};

const writeAt: (to: Parameters<Lowering>[1], x: Tensor, y: Tensor, start: readonly number[]) => void = (to, x, y, start) => {
  const strides = stridesOf(y.shape);
  const first = start.reduce((sum, s, i) => sum + s * strides[i]!, 0);
  to.emit('strided_write', { ...six(x.shape, strides), x: to.at(x), y: offset(to.at(y), first) });
};

export const lowerings: Readonly<Record<string, Lowering>> = {
  transpose: readStrided,
  broadcast_to: readStrided,
  slice: readStrided,
  fill: (y, to) => to.emit('fill', { n: y.size, value: y.attrs['value'] as number, y: to.at(y) }),
  pad: (y, to) => {
    to.emit('fill', { n: y.size, value: y.attrs['value'] as number, y: to.at(y) });
    writeAt(to, y.inputs[0]!, y, y.attrs['start'] as readonly number[]);
  },
  concatenate: (y, to) => {
    const axis = y.attrs['axis'] as number;
    let along = 0;
    for (const x of y.inputs) {
      writeAt(to, x, y, y.shape.map((_, i) => (i === axis ? along : 0)));
      along += x.shape[axis]!;
    }
  },
  cast_u8_f32: (y, to) => to.emit('cast_u8_f32', { n: y.size, x: to.at(y.inputs[0]!), y: to.at(y) }),
};
