/** Makes a case smaller while what differs keeps its name. */
import { headOf, isGraph, type Case, type Graph, type Output, type Part, type Rows, type Values } from './case.ts';
import { simpler, smallerGraphs, without } from './smaller-graphs.ts';

const picked = <T>(list: readonly T[], which: readonly number[]): T[] => which.map((i) => list[i]!);

/** The case with a smaller model, and the values, targets and options of the inputs and outputs that are left, which get new names. */
function* withSmallerGraph(drawn: Case): Generator<Case> {
  for (const { graph, inputs, outputs } of smallerGraphs(drawn.graph)) {
    const rows = ({ x, y, sampleWeight }: Rows): Rows => ({
      x: picked(x, inputs), y: picked(y, outputs),
      ...(sampleWeight === undefined ? {} : { sampleWeight: sampleWeight.length === 1 ? sampleWeight : picked(sampleWeight, outputs) }),
    });
    const { validation } = drawn;
    yield {
      ...drawn, graph: renamed(graph), outputs: picked(drawn.outputs, outputs), rows: rows(drawn.rows),
      oneLoss: drawn.oneLoss && outputs.length > 1, ...(validation === undefined ? {} : { validation: rows(validation) }),
    };
  }
}

/** Gives the layers of the outputs the names of their places. */
function renamed(graph: Graph): Graph {
  const names = new Map(graph.outputs.map((_, i) => [headOf(graph, i), `out${i}`]));
  const calls = graph.calls.map((call) => {
    const name = names.get(call.layer as Part);
    return name === undefined ? call : { ...call, layer: { ...(call.layer as Part), config: { ...(call.layer as Part).config, name } } };
  });
  return { ...graph, calls };
}

function omitted<T extends object, K extends keyof T>(from: T, name: K): Omit<T, K> {
  const { [name]: _, ...rest } = from;
  return rest;
}

function* withSmallerOutput(drawn: Case, i: number): Generator<Case> {
  const output = drawn.outputs[i]!;
  const changed = (smaller: Output): Case => ({ ...drawn, outputs: drawn.outputs.with(i, smaller) });
  for (const family of ['metrics', 'weightedMetrics'] as const) {
    for (const j of output[family].keys()) yield changed({ ...output, [family]: without(output[family], j) });
  }
  if (output.loss !== undefined) for (const loss of simpler(output.loss)) yield changed({ ...output, loss });
}

/** Cases that are a step smaller, those first that leave most away. */
function* smaller(drawn: Case): Generator<Case> {
  const { validation, ...unvalidated } = drawn;
  if (validation !== undefined) yield unvalidated;
  const { validationSplit, ...unsplit } = drawn.fit;
  if (validationSplit !== undefined) yield { ...drawn, fit: unsplit };
  const { classWeight, ...unclassed } = drawn.fit;
  if (classWeight !== undefined) yield { ...drawn, fit: unclassed };
  const unweighted = ({ x, y }: Rows): Rows => ({ x, y });
  if (drawn.rows.sampleWeight !== undefined)
    yield { ...drawn, rows: unweighted(drawn.rows), ...(validation === undefined ? {} : { validation: unweighted(validation) }) };
  if (drawn.byName.compile || drawn.byName.data) yield { ...drawn, byName: { compile: false, data: false } };
  if (drawn.outputs.some(({ lossWeight }) => lossWeight !== undefined))
    yield { ...drawn, outputs: drawn.outputs.map((output) => omitted(output, 'lossWeight')) };
  if (drawn.optimizer.kind === 'lossScaleOptimizer') yield { ...drawn, optimizer: drawn.optimizer.config['innerOptimizer'] as Part };
  if (drawn.optimizer.kind !== 'sgd') yield { ...drawn, optimizer: { kind: 'sgd', config: {} } };
  yield* withSmallerGraph(drawn);
  if (drawn.fit.epochs > 1) yield { ...drawn, fit: { ...drawn.fit, epochs: 1 } };
  const count = drawn.rows.x[0]!.shape[0]!;
  if (drawn.fit.batchSize < count) yield { ...drawn, fit: { ...drawn.fit, batchSize: count } };
  for (const optimizer of simpler(drawn.optimizer)) yield { ...drawn, optimizer };
  for (const i of drawn.outputs.keys()) yield* withSmallerOutput(drawn, i);
}

/** @param still  whether a smaller case has the same disagreement */
export async function shrink(drawn: Case, still: (smaller: Case) => Promise<boolean>): Promise<Case> {
  for (const next of smaller(drawn)) if (await still(next)) return shrink(next, still);
  return drawn;
}

/** The case without its numbers. */
export function outline(drawn: Case): object {
  const { graph, rows, validation, ...others } = drawn;
  const shapes = (of: Rows): object =>
    Object.fromEntries(Object.entries(of).map(([name, list]) => [name, (list as readonly Values[]).map(({ shape }) => shape)]));
  return { ...others, graph: told(graph), rows: shapes(rows), ...(validation === undefined ? {} : { validation: shapes(validation) }) };
}

function told({ calls, ...graph }: Graph): object {
  const called = calls.map(({ layer, on }) => {
    if (typeof layer === 'number') return `call ${layer} again (${on.join()})`;
    return isGraph(layer) ? { on, ...told(layer) } : `${layer.kind}(${on.join()}) ${JSON.stringify(layer.config)}`;
  });
  return { ...graph, calls: called };
}
