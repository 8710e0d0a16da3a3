import { showShape } from '../../core/shape.ts';
import { inTurns, type Pieces } from '../../core/pieces.ts';
import { differentiating } from '../../grad/differentiate.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { Layer } from '../../layers/layer.ts';
import { TableEncoding } from '../../layers/table-encoding.ts';
import { LabelEncoding } from '../../layers/label-encoding.ts';
import { TargetNormalization } from '../../layers/target-normalization.ts';
import { featureText, featureWidth } from '../../preprocessing/column-features.ts';
import { snapshot } from '../../run/snapshot.ts';
import { brief } from '../../report/html.ts';
import type { TableOf } from '../../report/figure.ts';
import type { LayerValues } from '../../report/layers.ts';
import type { Node } from '../../report/network.ts';
import { counted, figure } from '../../report/numbers.ts';
import type { Span } from '../../trace/trace.ts';
import type { Engine } from '../engine.ts';
import { compute } from '../first-non-finite.ts';
import { placeholderFor, type Samples } from '../samples.ts';

type Named = Layer & { readonly kind: string };

/** What it counts to look at the call of a layer, in bytes that are read. */
const NODE = 1 << 16;

/** The inputs of a network and the layers that it calls, with what each takes, in pieces.
 *  @param inputs  the tensors that it was called with */
export function* nodesOf({ network }: Engine, spans: readonly Span[], inputs: readonly Tensor[]): Pieces<Node[]> {
  const layers = new Map(network.sublayers().map(([, layer]) => [layer as unknown, layer as Named]));
  const nodes: Node[] = [];
  /** The node that gave a tensor; that of the last layer, if others gave it back as it was. */
  const makers = new Map<Tensor, readonly number[]>();
  const add = (node: Node, outputs: readonly Tensor[]): void => {
    for (const output of outputs) makers.set(output, [nodes.length]);
    nodes.push(node);
  };
  const makersOf = (tensor: Tensor): readonly number[] => {
    let known = makers.get(tensor);
    if (known === undefined) makers.set(tensor, (known = [...new Set(tensor.inputs.flatMap(makersOf))]));
    return known;
  };
  inputs.forEach((tensor, i) => {
    const host = network.hosts[i] as Named | undefined;
    const { name, shape } = network.inputs![i]!;
    const params = host?.countParams() ?? 0;
    // An input that a layer tells of has the name of the layer.
    const own = [...layers.values()].some((layer) => layer.name === name && layer.kind !== 'input') ? 'input' : name;
    add({ name: host?.name ?? own, kind: host?.kind ?? 'input', shape: showShape(shape), params, from: [] }, [tensor]);
  });
  const called = new Set<Layer>();
  for (const span of spans) {
    yield NODE;
    const layer = layers.get(span.layer);
    if (layer === undefined || layer.kind === 'input') continue;
    const again = called.has(layer);
    called.add(layer);
    add({
      name: again ? `${layer.name} (again)` : layer.name, kind: layer.kind, params: again ? 0 : layer.countParams(),
      shape: span.outputs.map(({ shape }) => showShape([null, ...shape.slice(1)])).join(', '), from: takenBy(span, makersOf),
    }, span.outputs);
  }
  return nodes;
}

/** The makers of what a call took: of the tensors outside of it that it computed with. */
function takenBy({ from, to, outputs }: Span, makersOf: (tensor: Tensor) => readonly number[]): number[] {
  const taken = new Set<number>();
  const seen = new Set<Tensor>();
  const open = [...outputs];
  while (open.length > 0) {
    const tensor = open.pop()!;
    if (seen.has(tensor)) continue;
    seen.add(tensor);
    if (tensor.id >= from && tensor.id < to) open.push(...tensor.inputs);
    else for (const maker of makersOf(tensor)) taken.add(maker);
  }
  return [...taken];
}

/** The most rows by whose loss gradients are computed. */
export const GRADIENT_ROWS = 256;

/** The weights of each layer, and the gradients of the loss on some rows by them. Changes nothing.
 *  @param learns  whether gradients are asked for */
export async function valuesOf(engine: Engine, samples: Samples, learns: boolean): Promise<LayerValues[]> {
  const training = engine.training('report');
  const { weights } = training;
  let gradients: readonly ArrayLike<number>[] = [];
  if (learns) {
    const inputs = samples.rows.map(placeholderFor);
    const t = training.trace();
    const { loss } = await inTurns(training.measuring(t, samples.batch(inputs)));
    const byWeight = await inTurns(differentiating(loss, weights.map((v) => t.read(v))));
    gradients = await compute(engine, byWeight, { inputs, feeds: samples.arrays });
  }
  const values: LayerValues[] = [];
  const { values: copies } = await snapshot(engine.network.weights);
  const open = new Set(engine.network.weights);
  for (const layer of engine.network.flattened()) {
    // A weight that several layers share belongs to the first of them.
    const own = layer.ownWeights.filter((v) => open.delete(v));
    if (own.length === 0) continue;
    const places = own.map((v) => weights.indexOf(v)).filter((place) => place >= 0 && place < gradients.length);
    values.push({ name: layer.name, weights: own.map((v) => copies.get(v)!), gradients: places.map((place) => gradients[place]!) });
  }
  return values;
}

/** Labels that are listed. */
const LISTED = 12;

/** What becomes of each column of a table, and of the target; undefined if the model reads no table. */
export function columnsOf({ network }: Engine, target: string | undefined): TableOf | undefined {
  const host = network.hosts.find((layer) => layer instanceof TableEncoding);
  const rows = host?.columns.map((feature) => [
    feature.name, feature.kind === 'numeric' ? 'number' : 'text', featureText(feature), figure(featureWidth(feature)),
    figure(feature.missing),
  ]) ?? [];
  network.targets.forEach((layer, i) => {
    const name = target ?? (network.outputs.length > 1 ? network.outputs[i]!.name : 'target');
    if (layer instanceof LabelEncoding) {
      const { labels } = layer;
      const listed = labels.slice(0, LISTED).map((label) => brief(`${label}`, 30)).join(', ');
      const text = `${counted(labels.length, 'class', 'classes')}: ${listed}${labels.length > LISTED ? ', …' : ''}`;
      rows.push([`${name} (target)`, 'label', text, '', '']);
    }
    if (layer instanceof TargetNormalization)
      rows.push([`${name} (target)`, 'number', `mean ${figure(layer.mean)}, deviation ${figure(layer.std)}`, '', '']);
  });
  return rows.length === 0 ? undefined : { head: ['column', 'holds', 'what becomes of it', 'numbers', 'missing'], rows, texts: 3 };
}
