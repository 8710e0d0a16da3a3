import type { Place } from '../abi/program.ts';
import type { Writer } from '../abi/writer.ts';
import { align, arenaElements } from '../core/dtype.ts';
import { PASS, type Pieces } from '../core/pieces.ts';
import { Carried, type Body } from '../graph/body.ts';
import { rewriting } from '../graph/rewrite.ts';
import { Tensor, zeros } from '../graph/tensor.ts';
import { walking } from '../graph/walk.ts';
import { offset } from '../lower/lowering.ts';
import type { PlaceOf } from './blocks.ts';
import { emitCopy } from './copy.ts';
import type { PlannedGraph } from './layout.ts';
import { within } from './nesting.ts';

/** The body of a scan, laid out in memory. */
interface PlannedBody {
  readonly layout: PlannedGraph;
  /** For the number of each result, the leaf to which a turn writes its row. */
  readonly rows: ReadonlyMap<number, Tensor>;
}

export type Bodies = ReadonlyMap<Body, PlannedBody>;

/** Lays out a graph, given its effects. */
type LayOut = (effects: readonly Tensor[], place: PlaceOf) => Pieces<PlannedGraph>;

/** Lays out the bodies of scans. Rows of results that nobody reads are left out.
 *  @returns the roots, in which the size of each scan is the memory that its turns need */
export function* planScans(
  roots: readonly Tensor[], layOut: LayOut,
): Pieces<{ readonly roots: readonly Tensor[]; readonly bodies: Bodies }> {
  const bodies = new Map<Body, PlannedBody>();
  const asked = new Map<Body, Set<number>>();
  for (const t of yield* walking(roots)) {
    if (t.op !== 'scan_result') continue;
    const body = t.inputs[0]!.attrs['body'] as Body;
    asked.set(body, (asked.get(body) ?? new Set()).add(t.attrs['index'] as number));
  }
  if (asked.size === 0) return { roots, bodies };
  yield PASS;
  for (const [body, results] of asked) bodies.set(body, yield* planBody(body, results, layOut));
  const sized = yield* rewriting(roots, (t, inputs) => {
    if (t.op !== 'scan') return undefined;
    const body = t.attrs['body'] as Body;
    const { layout } = bodies.get(body)!;
    const carried = body.carried.filter((_, i) => !asked.get(body)!.has(i)).reduce((sum, c) => sum + arenaElements(c.dtype, c.size), 0);
    return new Tensor('scan', inputs, t.attrs, [ownMemory(layout) + carried], t.dtype);
  });
  return { roots: sized, bodies };
}

function* planBody(body: Body, asked: ReadonlySet<number>, layOut: LayOut): Pieces<PlannedBody> {
  const rows = new Map<number, Tensor>();
  const stores: Tensor[] = [];
  body.ys.forEach((y, i) => {
    const index = body.carried.length + i;
    if (!asked.has(index)) return;
    const row = new Carried(`row of result ${index}`, zeros(y.shape, y.dtype)).tensor;
    rows.set(index, row);
    stores.push(new Tensor('assign', [y, row], {}, [], 'float32'));
  });
  return { layout: yield* layOut([...stores, ...body.effects], apartFromEachOther()), rows };
}

/** Gives each leaf a preliminary place, because the final places are known only when the scan is written. No two leaves are
 *  neighbours. */
function apartFromEachOther(): PlaceOf {
  const known = new Map<Tensor, Place>();
  let next = 0;
  return (leaf) => {
    const place = known.get(leaf) ?? ({ segment: 'state', offset: next } as const);
    if (!known.has(leaf)) next += leaf.size + 1;
    known.set(leaf, place);
    return place;
  };
}

/** Elements of the workspace of a body, rounded up. In the memory of the scan, carried values that nobody reads after it begin there. */
const ownMemory = ({ workspace }: PlannedGraph): number => align(workspace);

/** Writes a scan: carried values get their initial values, then one instruction repeats the turn.
 *  @param nodes  the scan, and those of its results that are read */
export function* emitScan(
  writer: Writer, [scan, ...results]: readonly Tensor[], at: (t: Tensor) => Place, bodies: Bodies,
): Pieces<void> {
  const body = scan!.attrs['body'] as Body;
  const { layout, rows } = bodies.get(body)!;
  const inputs = [...scan!.inputs];
  const places = new Map<Tensor, Place>();
  const given = new Map(results.map((r) => [r.attrs['index'] as number, at(r)]));
  let own = ownMemory(layout);
  body.carried.forEach((c, i) => {
    const place = given.get(i) ?? offset(at(scan!), own);
    if (!given.has(i)) own += arenaElements(c.dtype, c.size);
    emitCopy(writer, inputs.shift()!, place, at);
    places.set(c.tensor, turning(place, 0));
  });
  const moving = (place: Place, size: number): Place =>
    body.reverse ? turning(offset(place, Math.max(0, body.length - 1) * size), -size) : turning(place, size);
  for (const row of body.rows) places.set(row, moving(at(inputs.shift()!), row.size));
  for (const held of body.held) places.set(held, turning(at(inputs.shift()!), 0));
  for (const [index, row] of rows) places.set(row, moving(given.get(index)!, row.size));
  const turn = layout.write(writer, (leaf) => places.get(leaf) ?? turning(at(leaf), 0), turning(at(scan!), 0));
  yield* writer.repeat(body.length, within(writer, turn));
}

/** A place within a repeat. It moves by `stride` elements with each turn. */
const turning = (place: Place, stride: number): Place =>
  stride === 0 && place.by === undefined ? place : { ...place, by: [stride, ...(place.by ?? [])] };
