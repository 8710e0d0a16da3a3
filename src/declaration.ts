/** What options are declared with, for layers, metrics and optimizers of your own: the base of a family, such as
 *  `LAYER`, is extended by the options of one part, each a kind, such as `number`, with a fallback.
 *  @example
 *  interface ScaleOptions extends layers.LayerOptions {
 *    factor?: number;
 *  }
 *  const { LAYER, number, or } = declaration;
 *  const OPTIONS = LAYER.extend<ScaleOptions>()({ factor: or(number({ least: 0 }), 2) });
 *  const held = OPTIONS.read('scale', { factor: 3 }); // checked, and stored by getConfig of a layer that hands it to super */
export {
  axes, boolean, integer, kept, maybe, number, oneOf, options, or, orNone, orNull, sampleShape, shape, stored, text,
  type Held, type Option, type Optional, type Options,
} from './core/declaration.ts';
export { initializer } from './initializers/registry.ts';
export { regularizer } from './regularizers/registry.ts';
export { constraint } from './constraints/registry.ts';
export { rate } from './schedules/registry.ts';
export { LAYER } from './layers/layer-options.ts';
export { METRIC } from './metrics/metric.ts';
export { OPTIMIZER } from './optimizers/options.ts';
