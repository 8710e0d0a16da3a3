import type { Arena } from '../backend/backend.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Layout } from './layout.ts';

/** Constants of programs in the state of an arena. Equal numbers share one place, which they keep. Constants of several
 *  elements stay as long as a program needs them. */
export class Constants {
  readonly #layout: Layout;
  /** Constants of one element, by dtype and value. */
  readonly #scalars = new Map<string, Tensor>();
  /** How many programs need each constant of several elements. */
  readonly #needed = new Map<Tensor, number>();
  readonly #unwritten = new Set<Tensor>();

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** The place of a constant, which it gets if it has none.
   *  @param larger  receives the constant if it has several elements */
  offsetOf(leaf: Tensor, larger: Set<Tensor>): number {
    const constant = leaf.size === 1 ? this.#scalar(leaf) : leaf;
    if (leaf.size !== 1) larger.add(leaf);
    if (this.#layout.offsetOf(constant) === undefined) {
      this.#layout.reserve([constant]);
      this.#unwritten.add(constant);
    }
    return this.#layout.offsetOf(constant)!;
  }

  /** Notes that one more program needs constants of several elements. */
  need(constants: Iterable<Tensor>): void {
    for (const c of constants) this.#needed.set(c, (this.#needed.get(c) ?? 0) + 1);
  }

  /** Notes that a program needs constants no longer. Frees those that no other program needs. */
  giveUp(constants: Iterable<Tensor>): void {
    for (const c of constants) {
      const left = this.#needed.get(c)! - 1;
      this.#needed.set(c, left);
      if (left > 0) continue;
      this.#needed.delete(c);
      this.#unwritten.delete(c);
      this.#layout.release(c);
    }
  }

  /** Writes the constants that the arena does not have yet. */
  write(arena: Arena): void {
    for (const c of this.#unwritten) arena.write(this.#layout.offsetOf(c)!, c.data);
    this.#unwritten.clear();
  }

  /** Notes that the arena is gone: all constants must be written again. */
  lose(): void {
    for (const c of [...this.#needed.keys(), ...this.#scalars.values()]) this.#unwritten.add(c);
  }

  /** The one tensor that stands for all constants of this value. */
  #scalar(leaf: Tensor): Tensor {
    const key = `${leaf.dtype} ${Object.is(leaf.data[0], -0) ? '-0' : leaf.data[0]}`;
    const known = this.#scalars.get(key);
    if (known === undefined) this.#scalars.set(key, leaf);
    return known ?? leaf;
  }
}
