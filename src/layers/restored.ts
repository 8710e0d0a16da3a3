import type { FromConfig } from './registry.ts';
import type { Layer } from './layer.ts';

/** A layer whose `adapt` finds what a file must keep. Its `getConfig` has that as `adapted`. */
interface Adaptable<State> extends Layer {
  restore(state: State): void;
}

/** Makes saved layers again, with what they had adapted to. */
export const restored =
  <Options, State>(factory: (options: Options) => Adaptable<State>): FromConfig =>
  ({ adapted, ...options }) => {
    const layer = factory(options as Options);
    if (adapted !== undefined) layer.restore(adapted as State);
    return layer;
  };
