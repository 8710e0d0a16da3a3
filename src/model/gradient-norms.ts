import { ConfigError } from '../core/errors.ts';
import { full, type Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import { Mean } from '../metrics/mean.ts';
import { pack } from '../op/move.ts';
import { norm } from '../op/statistics.ts';
import type { Trace } from '../trace/trace.ts';
import type { Network } from './network.ts';

/** The figure of a norm: its mean over the steps of an epoch. */
class NormFigure extends Mean {
  constructor(name: string) {
    super('gradientNorm', { name }, 'values', (_, yPred) => yPred);
  }
}

/** The Euclidean norms of gradients as figures: `gradientNorm` of all weights together, and `<layer>GradientNorm` of each layer that has
 *  weights of its own. Gradients are those of the loss, before accumulation and clipping. */
export class GradientNorms {
  readonly figures: readonly { readonly name: string; readonly metric: Mean }[];
  readonly #total = new NormFigure('gradientNorm');
  readonly #layers: readonly { readonly places: readonly number[]; readonly metric: NormFigure }[];

  /** @param weights  those that learn
   *  @param taken  the names of the other figures
   *  @throws {ConfigError} if nothing learns, or another figure has the name of a norm */
  constructor(network: Network, weights: readonly Variable[], taken: readonly string[]) {
    if (weights.length === 0) throw new ConfigError('fit: gradientNorms needs weights that learn, and the model has none.');
    const open = new Set(weights);
    const layers: { places: number[]; metric: NormFigure }[] = [];
    for (const layer of network.flattened()) {
      // A weight that several layers share belongs to the first of them.
      const own = layer.ownWeights.filter((v) => open.delete(v));
      if (own.length === 0) continue;
      layers.push({ places: own.map((v) => weights.indexOf(v)), metric: new NormFigure(`${layer.name}GradientNorm`) });
    }
    this.#layers = layers;
    this.figures = [this.#total, ...layers.map(({ metric }) => metric)].map((metric) => ({ name: metric.name, metric }));
    const names = [...taken, ...this.figures.map(({ name }) => name)];
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined)
      throw new ConfigError(`fit: with gradientNorms two figures are named '${twice}'. Give the layer or the metric another name.`);
  }

  /** Adds the norms of a step to the figures.
   *  @param gradients  one for each weight */
  measure(t: Trace, gradients: readonly Tensor[]): void {
    const norms = gradients.map((g) => norm(g));
    this.#total.add(t, together(norms), full([], 1));
    for (const { places, metric } of this.#layers) metric.add(t, together(places.map((i) => norms[i]!)), full([], 1));
  }
}

/** The norm of several gradients from the norm of each. @shape each [] */
const together = (norms: readonly Tensor[]): Tensor => (norms.length === 1 ? norms[0]! : norm(pack(norms)));
