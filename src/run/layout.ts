import { align, ALIGNMENT, arenaElements } from '../core/dtype.ts';
import type { Tensor } from '../graph/tensor.ts';

interface Gap {
  offset: number;
  elements: number;
}

/** Gives each leaf a place in the first part of an arena. It stays there until it is released. */
export class Layout {
  readonly #offsets = new Map<Tensor, number>();
  /** Freed room, by offset. */
  readonly #gaps: Gap[] = [];
  #used = 0;

  /** Elements up to the end of the last leaf. */
  get used(): number {
    return this.#used;
  }

  offsetOf(leaf: Tensor): number | undefined {
    return this.#offsets.get(leaf);
  }

  /** Places leaves one after another, so that they can be treated as one. Leaves that have a place keep it. */
  reserve(leaves: readonly Tensor[]): void {
    const fresh = leaves.filter((t) => !this.#offsets.has(t));
    if (fresh.length === 0) return;
    const sizes = fresh.map((t) => arenaElements(t.dtype, t.size));
    let offset = this.#room(sizes.reduce((a, b) => a + b, 0));
    fresh.forEach((t, i) => {
      this.#offsets.set(t, offset);
      offset += sizes[i]!;
    });
  }

  /** Frees the room of a leaf. */
  release(leaf: Tensor): void {
    const offset = this.#offsets.get(leaf);
    if (offset === undefined) return;
    this.#offsets.delete(leaf);
    const gap = { offset, elements: arenaElements(leaf.dtype, leaf.size) };
    const at = this.#gaps.findIndex((g) => g.offset > offset);
    this.#gaps.splice(at < 0 ? this.#gaps.length : at, 0, gap);
    for (let i = this.#gaps.length - 1; i > 0; i--) {
      const [before, after] = [this.#gaps[i - 1]!, this.#gaps[i]!];
      if (before.offset + before.elements !== after.offset) continue;
      before.elements += after.elements;
      this.#gaps.splice(i, 1);
    }
    const last = this.#gaps.at(-1)!;
    if (last.offset + last.elements !== this.#used) return;
    this.#used = last.offset;
    this.#gaps.pop();
  }

  /** Finds room for `elements` elements, aligned unless they are few: in the first gap that is large enough, otherwise at the
   *  end. Returns its offset. */
  #room(elements: number): number {
    const startOf = (offset: number): number => (elements < ALIGNMENT ? offset : align(offset));
    const gap = this.#gaps.find((g) => startOf(g.offset) + elements <= g.offset + g.elements);
    if (gap === undefined) {
      const start = startOf(this.#used);
      if (start > this.#used) this.#gaps.push({ offset: this.#used, elements: start - this.#used });
      this.#used = start + elements;
      return start;
    }
    const start = startOf(gap.offset);
    const behind = { offset: start + elements, elements: gap.offset + gap.elements - start - elements };
    this.#gaps.splice(
      this.#gaps.indexOf(gap),
      1,
      ...[{ offset: gap.offset, elements: start - gap.offset }, behind].filter((g) => g.elements > 0),
    );
    return start;
  }
}
