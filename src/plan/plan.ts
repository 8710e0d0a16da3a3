import type { Place, Program } from '../abi/program.ts';
import { Writer } from '../abi/writer.ts';
import { ConfigError } from '../core/errors.ts';
import { atOnce, type Pieces } from '../core/pieces.ts';
import { Carried } from '../graph/body.ts';
import type { Tensor } from '../graph/tensor.ts';
import { allocate } from './arena.ts';
import type { PlaceOf } from './blocks.ts';
import { PlannedGraph, type Allocate, type PlanOptions } from './layout.ts';

export interface Plan {
  readonly program: Program;
  readonly inputs: readonly Place[];
  readonly outputs: readonly Place[];
}

const WORKSPACE: Place = { segment: 'workspace', offset: 0 };

/** Turns a graph into a program: the graph is simplified, fused, put in order, laid out in memory and written.
 *  @throws {ConfigError} if the graph reads a tensor that exists only within the turns of a scan */
export function plan(options: PlanOptions): Plan {
  return atOnce(planning(options));
}

/** Does the same in pieces.
 *  @param layOut  lays out memory */
export function* planning(options: PlanOptions, layOut: Allocate = allocate): Pieces<Plan> {
  const place = placesOf(options.place);
  const graph = yield* PlannedGraph.of(layOut, { ...options, place });
  const leaf = (t: Tensor): Place => {
    const found = place(t);
    if (found === undefined) throw new Error(`${t.op} has no place in memory`);
    return found;
  };
  const at = graph.places(leaf, WORKSPACE);
  const writer = new Writer();
  yield* graph.write(writer, leaf, WORKSPACE);
  return { program: writer.finish(graph.workspace), inputs: (options.inputs ?? []).map(at), outputs: graph.outputs.map(at) };
}

/** Caches the places of leaves. @throws {ConfigError} on a leaf that belongs to a turn of a scan */
function placesOf(place: PlaceOf): PlaceOf {
  const known = new Map<Tensor, Place | undefined>();
  return (leaf) => {
    if (leaf.op === 'row' || leaf.variable instanceof Carried) {
      throw new ConfigError('scan: a tensor of its turns is used outside. Let the function answer with it, as carry or among ys.');
    }
    if (!known.has(leaf)) known.set(leaf, place(leaf));
    return known.get(leaf);
  };
}
