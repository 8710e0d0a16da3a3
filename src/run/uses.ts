/** How many programs of a session use each of some things: variables, or constants. What is forgotten goes when none uses it: until then
 *  it keeps its place. */
export class Uses<T> {
  readonly #counts = new Map<T, number>();
  readonly #forgotten = new Set<T>();
  readonly #remove: (thing: T) => void;

  /** @param remove  is given each thing that is forgotten and that no program uses */
  constructor(remove: (thing: T) => void) {
    this.#remove = remove;
  }

  /** What programs use. */
  get used(): Iterable<T> {
    return this.#counts.keys();
  }

  /** Notes that one more program uses these. They are forgotten no longer. */
  add(things: Iterable<T>): void {
    for (const each of things) {
      this.hold(each);
      this.#forgotten.delete(each);
    }
  }

  /** Notes that one more program is going to use this, until `drop`. */
  hold(thing: T): void {
    this.#counts.set(thing, (this.#counts.get(thing) ?? 0) + 1);
  }

  /** Notes that a program that used these is gone. */
  drop(things: Iterable<T>): void {
    for (const each of things) {
      const left = this.#counts.get(each)! - 1;
      this.#counts.set(each, left);
      if (left > 0) continue;
      this.#counts.delete(each);
      if (this.#forgotten.delete(each)) this.#remove(each);
    }
  }

  forget(things: Iterable<T>): void {
    for (const each of things) {
      if (this.#counts.has(each)) this.#forgotten.add(each);
      else this.#remove(each);
    }
  }
}
