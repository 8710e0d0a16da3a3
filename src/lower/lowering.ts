import type { Place } from '../abi/program.ts';
import type { Tensor } from '../graph/tensor.ts';

/** What a lowering may use: it asks for places of tensors and appends instructions. */
export interface Emitter {
  /** The place of a tensor's values. */
  at(tensor: Tensor): Place;
  emit(kernel: string, args: Readonly<Record<string, number | Place | null>>): void;
}

/** Turns one node into instructions. Elementwise ops and views have no lowering: the planner makes chains of the
 *  former and gives places to the latter. */
export type Lowering = (node: Tensor, to: Emitter) => void;

/** The place `elements` behind `place`. */
export function offset(place: Place, elements: number): Place {
  return { ...place, offset: place.offset + elements };
}

/** Whether `next` begins where `size` elements from `place` end. */
export const follows = (next: Place, place: Place, size: number): boolean =>
  next.segment === place.segment && next.offset === place.offset + size && next.by === undefined && place.by === undefined;
