import { ConfigError, FormatError, show, unknownName } from '../core/errors.ts';
import type { Pieces } from '../core/pieces.ts';
import { isRecord } from '../core/realm.ts';
import { mapArguments, SymbolicTensor } from '../graph/symbolic.ts';
import { Input } from '../layers/input.ts';
import type { Layer } from '../layers/layer.ts';
import type { FunctionalOptions } from './functional.ts';

/** A call of a layer as a file stores it. An input is given by two indices: the call that computes it, and the output of that
 *  call. */
export interface SavedCall {
  readonly layer: number;
  readonly inputs: readonly (readonly [call: number, output: number])[];
  readonly args: Readonly<Record<string, unknown>>;
}

/** The graph of a functional model as a file stores it, without its layers. */
export interface SavedGraph {
  readonly calls: readonly SavedCall[];
  readonly inputs: readonly (readonly [name: string, call: number])[];
  readonly outputs: readonly (readonly [name: string, call: number, output: number])[];
  /** Whether predictions are a record. */
  readonly named: boolean;
}

const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
/** Whether a value is a list of so many counts behind so many names. */
const isPlace = (value: unknown, names: number, counts: number): boolean =>
  Array.isArray(value) && value.length === names + counts &&
  value.every((v, i) => (i < names ? typeof v === 'string' : isCount(v)));
const isListOf = (value: unknown, test: (v: unknown) => boolean): value is unknown[] => Array.isArray(value) && value.every(test);

/** Sees that a file, which may come from anywhere, has a graph. @throws {FormatError} if it does not */
function checkGraph(graph: unknown): SavedGraph {
  const { calls, inputs, outputs } = (graph ?? {}) as Partial<Record<keyof SavedGraph, unknown>>;
  const isCall = (call: unknown): boolean =>
    isRecord(call) && isCount(call['layer']) && isListOf(call['inputs'], (v) => isPlace(v, 0, 2)) && isRecord(call['args']);
  const wrong = (what: string): FormatError =>
    new FormatError(`loadModel: the graph of a functional model in the configuration has no ${what}, or not in their form.`);
  if (!isListOf(calls, isCall)) throw wrong('calls of layers with their inputs and args');
  if (!isListOf(inputs, (v) => isPlace(v, 1, 1)) || inputs.length === 0) throw wrong('inputs with a name and a call');
  if (!isListOf(outputs, (v) => isPlace(v, 1, 2)) || outputs.length === 0) throw wrong('outputs with a name, a call and an output');
  return graph as SavedGraph;
}

/** What it counts to apply a layer, in bytes that are read. */
const CALL_COST = 1 << 18;

/** The inputs and outputs of a functional model, from a saved graph and its layers, in pieces.
 *  @throws {FormatError} if it is no graph
 *  @throws {ConfigError} if the graph does not fit the layers */
export function* symbolicsOf(layers: readonly Layer[], saved: unknown): Pieces<Pick<FunctionalOptions, 'inputs' | 'outputs'>> {
  const graph = checkGraph(saved);
  const made: (readonly SymbolicTensor[])[] = [];
  const at = ([call, output]: readonly [number, number]): SymbolicTensor =>
    made[call]?.[output] ??
    unknownName(
      'call of a model',
      call,
      made.map((_, i) => String(i)),
    );
  for (const { layer: index, inputs, args } of graph.calls) {
    const layer = layers[index];
    if (layer === undefined) throw new ConfigError(`model: expected the place of one of ${layers.length} layers, received ${show(index)}.`);
    if (inputs.length === 0) {
      if (!(layer instanceof Input)) throw new ConfigError(`model: ${layer.name} is called on nothing, and is no input.`);
      made.push(SymbolicTensor.record(layer, [], {}, layer.inputSpecs()));
      continue;
    }
    const given = mapArguments(args, (v) => (isRecord(v) && Array.isArray(v['call']) ? at(v['call'] as never) : v));
    const outputs = layer.apply<SymbolicTensor | readonly SymbolicTensor[]>(inputs.length === 1 ? at(inputs[0]!) : inputs.map(at), given);
    made.push(outputs instanceof SymbolicTensor ? [outputs] : outputs);
    yield CALL_COST;
  }
  // A list keeps the order of names such as '2' and '1', which a record has in another one.
  const symbols = graph.inputs.map(([name, call]) => [name, at([call, 0])] as const);
  const listed = symbols.every(([name, symbol]) => name === symbol.name);
  const outputs = graph.outputs.map(([name, ...place]) => [name, at(place)] as const);
  return {
    inputs: listed ? symbols.map(([, symbol]) => symbol) : Object.fromEntries(symbols),
    outputs: graph.named ? Object.fromEntries(outputs) : outputs.length === 1 ? outputs[0]![1] : outputs.map(([, symbol]) => symbol),
  };
}
