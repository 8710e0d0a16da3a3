import type { Place } from '../abi/program.ts';
import type { Tensor } from '../graph/tensor.ts';

/** What an op's lowering may do: ask where tensors lie and append instructions of the table. */
export interface Emitter {
  /** Where a tensor's values lie. */
  at(tensor: Tensor): Place;
  emit(kernel: string, args: Readonly<Record<string, number | Place | null>>): void;
}

/** Turns one node into instructions. Elementwise ops and views have none: the planner makes chains and places. */
export type Lowering = (node: Tensor, to: Emitter) => void;

/** A place `elements` further on. */
export function offset(place: Place, elements: number): Place {
  return { ...place, offset: place.offset + elements };
}
