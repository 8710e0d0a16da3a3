import type { Tensor } from './tensor.ts';

const originals = new WeakMap<Tensor, Tensor>();

/** Notes that a tensor is another one, computed again from other inputs: a gradient by the original goes through the copy, too. */
export const noteCopy = (copy: Tensor, original: Tensor): void => void originals.set(copy, originalOf(original));

/** The tensor that this one is a copy of; itself if it is none. */
export const originalOf = (t: Tensor): Tensor => originals.get(t) ?? t;
