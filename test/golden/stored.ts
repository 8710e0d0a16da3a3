/** Tensors as recorders write them. */
import { tensor, type Tensor } from '../../src/index.ts';

export interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export const load = ({ data, shape }: Stored): Tensor => tensor(Float32Array.from(data), shape);
