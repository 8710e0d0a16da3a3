import { ConfigError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import type { Variable } from '../graph/variable.ts';
import { MAX_ELEMENTS } from '../run/memory.ts';

/** Looks at the weights of a layer before they are drawn, which takes a minute for as many as this.
 *  @throws {ConfigError} if no program could address them */
export function mustBeAddressable(layer: string, weights: readonly Variable[]): void {
  const size = weights.reduce((sum, weight) => sum + weight.size, 0);
  if (size <= MAX_ELEMENTS) return;
  const number = (n: number): string => n.toLocaleString('en-US');
  throw new ConfigError(
    `${layer}: its weights, of shapes ${weights.map(({ shape }) => showShape(shape)).join(' and ')}, have ${number(size)} values, and a ` +
    `program addresses at most ${number(MAX_ELEMENTS)} (8 GiB). Make the layer smaller.`,
  );
}
