import type { Tensor } from '../graph/tensor.ts';

/** The type of `pullBack`. It is a parameter, because it and the rules call each other. */
export type PullBack = (ys: readonly (readonly [Tensor, Tensor])[], xs: readonly Tensor[]) => Tensor[];

/** The derivative of a kernel with several results.
 *  @param results  gradients, by the numbers of results
 *  @returns a gradient for each input, null if it has none */
export type PartsRule = (y: Tensor, results: ReadonlyMap<number, Tensor>, pullBack: PullBack) => readonly (Tensor | null)[];
