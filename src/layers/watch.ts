/** Counts changes of settings in all layers of the process. While the count stands still, a watch need not look at its layers. */
let changes = 0;

/** Counts one more change and returns the new count, which the layer that changed keeps as its `changed`. */
export const changedNow = (): number => ++changes;

/** Something whose settings change now and then: a layer. */
export interface Changing {
  /** The moment of its last change; see `changedNow`. 0 if there was none. */
  readonly changed: number;
}

/** Tells whether programs that were made of layers are still right. */
export class Watch {
  readonly #layers: () => Iterable<Changing>;
  #looked = 0;
  #version = 0;

  /** @param layers  the layers that the programs depend on; layers may be added later */
  constructor(layers: () => Iterable<Changing>) {
    this.#layers = layers;
  }

  /** A number that grows if one of the layers has called `noteChange` since it was last asked for. Use it in the keys of
   *  programs. */
  get version(): number {
    if (this.#looked === changes) return this.#version;
    for (const layer of this.#layers()) {
      if (layer.changed <= this.#looked) continue;
      this.#version++;
      break;
    }
    this.#looked = changes;
    return this.#version;
  }
}
