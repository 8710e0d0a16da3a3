import { oneOf, or, type Optional } from '../core/declaration.ts';
import { ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { DataFormat } from '../op/places.ts';
import type { Layer } from './layer.ts';

export { withChannelsLast, type DataFormat } from '../op/places.ts';

export interface DataFormatOptions {
  /** Where the channels are: 'channelsLast', [batch, ...places, channels], or 'channelsFirst', [batch, channels, ...places]
   *  (default 'channelsLast'). */
  dataFormat?: DataFormat | null;
}

export const DATA_FORMAT: { readonly dataFormat: Optional<DataFormat, DataFormat> } = {
  dataFormat: or(oneOf(['channelsLast', 'channelsFirst']), 'channelsLast'),
};

/** The axes of the places, which are neither the batch's nor the channels'. */
export const placeAxes = (format: DataFormat, places: number): readonly number[] =>
  Array.from({ length: places }, (_, i) => i + (format === 'channelsFirst' ? 2 : 1));

const NAMES = ['depth', 'height', 'width'];

/** What to do about inputs of a wrong number of axes. */
export function axesAdvice(shape: readonly (number | null)[], format: DataFormat, places: number): string {
  const sizes = shape.slice(1);
  if (sizes.length !== places || sizes.includes(null)) return `Give it ${places + 2} axes, or use a layer of other dimensions.`;
  const target = format === 'channelsFirst' ? [1, ...sizes] : [...sizes, 1];
  return `If there is one channel, give it an axis: put layers.reshape({ targetShape: ${showShape(target)} }) before.`;
}

/** Refuses inputs that do not have a batch, so many axes of places, and channels.
 *  @throws {ShapeError} on any other rank */
export function mustHavePlaces(layer: Layer, x: Tensor, format: DataFormat, places: number): void {
  if (x.rank === places + 2) return;
  const names = places === 1 ? ['steps'] : NAMES.slice(-places);
  const inOrder = format === 'channelsFirst' ? ['channels', ...names] : [...names, 'channels'];
  const received = showShape([null, ...x.shape.slice(1)]);
  throw new ShapeError(
    `${layer.name}: expected input of shape [*, ${inOrder.join(', ')}], received ${received}. ${axesAdvice(x.shape, format, places)}`,
  );
}
