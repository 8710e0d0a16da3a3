/** Models that are a step smaller: without an output, an input or a layer, or with fewer options of one. */
import { isGraph, isPart, type Call, type Graph, type Part } from './case.ts';

/** A smaller model, and which of the inputs and outputs are left. */
export interface Smaller {
  readonly graph: Graph;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** A part without one of its options, or with a simpler one within, for each of them. */
export function* simpler(part: Part): Generator<Part> {
  for (const [name, value] of Object.entries(part.config)) {
    if (name === 'name') continue;
    const { [name]: _, ...config } = part.config;
    yield { ...part, config };
    if (isPart(value)) for (const inner of simpler(value)) yield { ...part, config: { ...part.config, [name]: inner } };
  }
}

export const without = <T>(list: readonly T[], i: number): T[] => list.filter((_, j) => j !== i);

/** @param outermost  whether inputs and outputs may go; those of a model within belong to its calls */
export function* smallerGraphs(graph: Graph, outermost = true): Generator<Smaller> {
  const { inputs, calls, outputs } = graph;
  const whole = { inputs: [...inputs.keys()], outputs: [...outputs.keys()] };
  if (outermost && outputs.length > 1) {
    for (const i of outputs.keys()) {
      const rest = without(whole.outputs, i);
      yield { ...used({ ...graph, outputs: rest.map((at) => outputs[at]!) }, true), outputs: rest };
    }
  }
  // What leaves shapes as they are can be left out; others are refused by both.
  for (const [i, { on }] of calls.entries()) {
    const at = inputs.length + i;
    if (outermost && outputs.includes(at)) continue;
    for (const instead of on) {
      const moved = (place: number): number => (place === at ? instead : place);
      const shorter = { ...graph, calls: calls.map((c) => ({ ...c, on: c.on.map(moved) })), outputs: outputs.map(moved) };
      yield { ...used(shorter, outermost), outputs: whole.outputs };
    }
  }
  const changed = (i: number, layer: Call['layer'], weights: Pick<Call, 'weights'>): Smaller => ({
    ...whole, graph: { ...graph, calls: calls.with(i, { layer, on: calls[i]!.on, ...weights }) },
  });
  for (const [i, { layer, weights }] of calls.entries()) {
    if (isGraph(layer)) for (const inner of smallerGraphs(layer, false)) yield changed(i, inner.graph, {});
    if (isPart(layer)) for (const part of simpler(layer)) yield changed(i, part, weights === undefined ? {} : { weights });
  }
}

/** The model without what its outputs do not need. A layer whose first call goes belongs to the next one. */
function used(graph: Graph, outermost: boolean): Omit<Smaller, 'outputs'> {
  const { inputs, calls, outputs } = graph;
  const needed = new Set<number>();
  const need = (at: number): void => {
    if (needed.has(at)) return;
    needed.add(at);
    calls[at - inputs.length]?.on.forEach(need);
  };
  outputs.forEach(need);
  const left = [...inputs.keys()].filter((i) => !outermost || needed.has(i));
  const places = new Map(left.map((at, i) => [at, i]));
  /** Calls of layers, old and new. */
  const owners = new Map<number, number>();
  const kept: Call[] = [];
  calls.forEach(({ layer, on, weights }, i) => {
    if (!needed.has(inputs.length + i)) return;
    places.set(inputs.length + i, left.length + kept.length);
    const owner = typeof layer === 'number' ? layer : i;
    const moved = on.map((at) => places.get(at)!);
    const known = owners.get(owner);
    if (known !== undefined) return kept.push({ layer: known, on: moved });
    owners.set(owner, kept.length);
    const { layer: first, weights: begins = weights } = calls[owner]!;
    return kept.push({ layer: first, on: moved, ...(begins === undefined ? {} : { weights: begins }) });
  });
  return {
    graph: { ...graph, inputs: left.map((i) => inputs[i]!), calls: kept, outputs: outputs.map((at) => places.get(at)!) }, inputs: left,
  };
}
