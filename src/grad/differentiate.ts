import { ConfigError, ShapeError } from '../core/errors.ts';
import { atOnce, forEach, type Pieces } from '../core/pieces.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { originalOf } from '../graph/copies.ts';
import { full, nextId, type Tensor } from '../graph/tensor.ts';
import { AT_A_TIME, walking } from '../graph/walk.ts';
import { add } from '../op/elementwise.ts';
import { reshape } from '../op/move.ts';
import { sumTo } from '../op/reduce.ts';
import { RULES, RULES_OF_PARTS } from './rules.ts';
import type { PartsRule } from './parts-rule.ts';
import { throughScan } from './scan.ts';

/** Learns of the tensors that the gradient through a tensor consists of: their ids, from the first to the one behind the last. */
export type NoteGradient = (through: Tensor, from: number, to: number) => void;

/** Gradients of a scalar with respect to the given tensors, as new nodes of the graph. If the scalar does not depend on a
 *  tensor, its gradient is 0.
 *  @param seed  the gradient of y itself, 1 by default
 *  @throws {ShapeError} if y has more than one element and no seed is given */
export function differentiate(y: Tensor, xs: readonly Tensor[], seed?: Tensor): Tensor[] {
  return orZero(xs, atOnce(differentiatingOrNull(y, xs, seed)));
}

/** As `differentiate`, in pieces. */
export function* differentiating(y: Tensor, xs: readonly Tensor[], note?: NoteGradient): Pieces<Tensor[]> {
  return orZero(xs, yield* differentiatingOrNull(y, xs, undefined, note));
}

/** As `differentiating`, with null in place of 0 where the scalar does not depend on a tensor. */
export function differentiatingOrNull(
  y: Tensor, xs: readonly Tensor[], seed?: Tensor, note?: NoteGradient,
): Pieces<(Tensor | null)[]> {
  if (seed === undefined && y.size !== 1) {
    throw new ShapeError(`grad: expected a scalar to differentiate, received shape ${showShape(y.shape)}. Sum or average it first.`);
  }
  return pulledBack([[y, seed ?? full(y.shape, 1)]], xs, note);
}

const orZero = (xs: readonly Tensor[], gradients: readonly (Tensor | null)[]): Tensor[] =>
  gradients.map((d, i) => d ?? full(xs[i]!.shape, 0));

/** What gradients of several tensors come to at others: reverse accumulation.
 *  @param ys  tensors and their gradients
 *  @source Griewank & Walther 2008, Evaluating Derivatives, chapter 3 */
export const pullBack = (ys: readonly (readonly [Tensor, Tensor])[], xs: readonly Tensor[], note?: NoteGradient): Tensor[] =>
  atOnce(pullingBack(ys, xs, note));

/** As `pullBack`, in pieces. */
export function* pullingBack(
  ys: readonly (readonly [Tensor, Tensor])[], xs: readonly Tensor[], note?: NoteGradient,
): Pieces<Tensor[]> {
  return orZero(xs, yield* pulledBack(ys, xs, note));
}

function* pulledBack(
  ys: readonly (readonly [Tensor, Tensor])[], xs: readonly Tensor[], note: NoteGradient | undefined,
): Pieces<(Tensor | null)[]> {
  const graph = yield* walking(ys.map(([y]) => y));
  const matters = new Set<Tensor>(xs);
  const copiesOf = new Map<Tensor, Tensor[]>();
  for (const t of graph) {
    const original = originalOf(t);
    if (original === t || !matters.has(original)) continue;
    const known = copiesOf.get(original);
    if (known === undefined) copiesOf.set(original, [t]);
    else known.push(t);
  }
  for (const copies of copiesOf.values()) for (const t of copies) matters.add(t);
  yield* forEach(graph.length, (i) => {
    if (graph[i]!.inputs.some((input) => matters.has(input))) matters.add(graph[i]!);
  });

  const gradients = new Map<Tensor, Tensor>();
  const give = (t: Tensor, d: Tensor | null): void => {
    if (d === null || !matters.has(t)) return;
    const fitted = sameShape(d.shape, t.shape) ? d : d.size === t.size ? reshape(d, t.shape) : sumTo(d, t.shape);
    const sofar = gradients.get(t);
    gradients.set(t, sofar === undefined ? fitted : add(sofar, fitted));
  };
  for (const [y, dy] of ys) give(y, dy);
  /** For each scan, and each kernel with several results, the gradients of these, by their numbers. */
  const ofResults = new Map<Tensor, Map<number, Tensor>>();
  const passBack = (t: Tensor): void => {
    const dy = gradients.get(t);
    const from = nextId();
    const results = ofResults.get(t);
    if (results !== undefined) {
      const given = t.op === 'scan' ? throughScan(t, results, (x) => matters.has(x), pullBack) : ruleOfParts(t)(t, results, pullBack);
      given.forEach((d, i) => give(t.inputs[i]!, d));
    } else if (dy !== undefined && (t.op === 'scan_result' || t.op === 'part')) {
      const [whole] = t.inputs as [Tensor];
      const known = ofResults.get(whole) ?? new Map<number, Tensor>();
      const index = t.attrs['index'] as number;
      ofResults.set(whole, known.set(index, known.has(index) ? add(known.get(index)!, dy) : dy));
    } else if (dy !== undefined && t.inputs.length > 0) {
      const rule = RULES[t.op];
      if (rule === undefined) throw new ConfigError(`grad: ${t.op} has no derivative.`);
      rule(t, dy, pullBack).forEach((d, i) => give(t.inputs[i]!, d));
    }
    note?.(t, from, nextId());
  };
  const behind = graph.toReversed();
  yield* forEach(behind.length, (i) => passBack(behind[i]!), AT_A_TIME);
  return xs.map((x) => {
    const all = [x, ...(copiesOf.get(x) ?? [])].map((t) => gradients.get(t)).filter((d) => d !== undefined);
    return all.length === 0 ? null : all.reduce(add);
  });
}

function ruleOfParts({ op }: Tensor): PartsRule {
  const rule = RULES_OF_PARTS[op];
  if (rule === undefined) throw new ConfigError(`grad: ${op} has no derivative.`);
  return rule;
}
