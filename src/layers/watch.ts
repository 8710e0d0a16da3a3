/** Counts the changes of all layers, so that a watch need not look at its layers while it stands still. */
let changes = 0;

/** The moment of one more change, for the layer that changed. It grows from change to change. */
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

  /** A number that grows whenever a layer has changed a setting, or given up or got a weight or a layer, since it was last asked for. */
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
