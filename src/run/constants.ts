import type { Arena } from '../backend/backend.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Layout } from './layout.ts';
import { Uses } from './uses.ts';

/** Constants of programs in the state of an arena. Equal numbers share one place, which they keep. Constants of several
 *  elements stay as long as a program needs them. */
export class Constants {
  readonly #layout: Layout;
  /** Constants of one element, by dtype and value. */
  readonly #scalars = new Map<string, Tensor>();
  /** Constants of several elements. */
  readonly #larger: Uses<Tensor>;
  readonly #unwritten = new Set<Tensor>();

  constructor(layout: Layout) {
    this.#layout = layout;
    this.#larger = new Uses((constant) => {
      this.#unwritten.delete(constant);
      layout.release(constant);
    });
  }

  /** The place of a constant, which it gets if it has none.
   *  @param larger  the constants of several elements of a program that is being planned. It receives this one, which is then needed */
  offsetOf(leaf: Tensor, larger: Set<Tensor>): number {
    const constant = leaf.size === 1 ? this.#scalar(leaf) : leaf;
    if (leaf.size !== 1 && !larger.has(leaf)) {
      larger.add(leaf);
      this.need([leaf]);
    }
    if (this.#layout.offsetOf(constant) === undefined) {
      this.#layout.reserve([constant]);
      this.#unwritten.add(constant);
    }
    return this.#layout.offsetOf(constant)!;
  }

  /** Notes that one more program needs constants of several elements. */
  need(constants: Iterable<Tensor>): void {
    const needed = [...constants];
    this.#larger.add(needed);
    this.#larger.forget(needed); // they go with the last program
  }

  /** Notes that a program needs constants no longer. Frees those that no other program needs. */
  giveUp(constants: Iterable<Tensor>): void {
    this.#larger.drop(constants);
  }

  /** Writes the constants that the arena does not have yet. */
  write(arena: Arena): void {
    for (const c of this.#unwritten) arena.write(this.#layout.offsetOf(c)!, c.data);
    this.#unwritten.clear();
  }

  /** Notes that the arena is gone: all constants must be written again. */
  lose(): void {
    for (const c of [...this.#larger.used, ...this.#scalars.values()]) this.#unwritten.add(c);
  }

  /** The one tensor that stands for all constants of this value. */
  #scalar(leaf: Tensor): Tensor {
    const key = `${leaf.dtype} ${Object.is(leaf.data[0], -0) ? '-0' : leaf.data[0]}`;
    const known = this.#scalars.get(key);
    if (known === undefined) this.#scalars.set(key, leaf);
    return known ?? leaf;
  }
}
