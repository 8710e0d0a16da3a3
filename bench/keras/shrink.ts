/** Makes a case smaller while what differs keeps its name. */
import { isPart, type Case, type Part } from './case.ts';

/** A part without one of its options, or with a simpler one within, for each of them. */
function* simpler(part: Part): Generator<Part> {
  for (const [name, value] of Object.entries(part.config)) {
    const { [name]: _, ...config } = part.config;
    yield { ...part, config };
    if (isPart(value)) for (const inner of simpler(value)) yield { ...part, config: { ...part.config, [name]: inner } };
  }
}

const without = <T>(list: readonly T[], i: number): T[] => list.filter((_, j) => j !== i);

/** Cases that are a step smaller, those first that leave most away. */
function* smaller(drawn: Case): Generator<Case> {
  const { validation: _, ...unvalidated } = drawn;
  if (drawn.validation !== undefined) yield unvalidated;
  const { validationSplit, ...unsplit } = drawn.fit;
  if (validationSplit !== undefined) yield { ...drawn, fit: unsplit };
  const { classWeight, ...unclassed } = drawn.fit;
  if (classWeight !== undefined) yield { ...drawn, fit: unclassed };
  const { sampleWeight, validation, ...unweighted } = drawn;
  if (sampleWeight !== undefined) yield { ...unweighted, ...(validation === undefined ? {} : { validation: validation.slice(0, 2) }) };
  for (const family of ['metrics', 'weightedMetrics'] as const) {
    for (const i of drawn[family].keys()) yield { ...drawn, [family]: without(drawn[family], i) };
  }
  if (drawn.optimizer.kind === 'lossScaleOptimizer') yield { ...drawn, optimizer: drawn.optimizer.config['innerOptimizer'] as Part };
  if (drawn.optimizer.kind !== 'sgd') yield { ...drawn, optimizer: { kind: 'sgd', config: {} } };
  // A layer that leaves shapes as they are can be left out; others are refused by both.
  for (const [i, { on }] of drawn.calls.entries()) {
    if (on.length !== 1 || i === drawn.calls.length - 1) continue;
    const moved = (at: number): number => (at === i ? on[0]! : at > i ? at - 1 : at);
    const calls = without(drawn.calls, i).map((call) => ({ ...call, on: call.on.map(moved) }));
    yield { ...drawn, calls, weights: without(drawn.weights, i) };
  }
  if (drawn.fit.epochs > 1) yield { ...drawn, fit: { ...drawn.fit, epochs: 1 } };
  const rows = drawn.x.shape[0]!;
  if (drawn.fit.batchSize < rows) yield { ...drawn, fit: { ...drawn.fit, batchSize: rows } };
  for (const optimizer of simpler(drawn.optimizer)) yield { ...drawn, optimizer };
  for (const loss of simpler(drawn.loss)) yield { ...drawn, loss };
  for (const [i, call] of drawn.calls.entries()) {
    for (const layer of simpler(call.layer)) yield { ...drawn, calls: drawn.calls.with(i, { ...call, layer }) };
  }
}

/** @param still  whether a smaller case has the same disagreement */
export async function shrink(drawn: Case, still: (smaller: Case) => Promise<boolean>): Promise<Case> {
  for (const next of smaller(drawn)) if (await still(next)) return shrink(next, still);
  return drawn;
}

/** The case without its numbers. */
export function outline(drawn: Case): object {
  const { input, calls, sequential, optimizer, loss, metrics, weightedMetrics, fit, x, y, sampleWeight, validation } = drawn;
  const shapes = { x: x.shape, y: y.shape, sampleWeight: sampleWeight?.shape, validation: validation?.map((v) => v.shape) };
  const called = calls.map(({ layer, on }) => `${layer.kind}(${on.join()}) ${JSON.stringify(layer.config)}`);
  return { input, sequential, calls: called, loss, optimizer, metrics, weightedMetrics, fit, ...shapes };
}
