import type { Variable } from '../graph/variable.ts';

/** How many programs of a session use each variable. One that is forgotten goes when none does: until then it keeps its place. */
export class Uses {
  readonly #counts = new Map<Variable, number>();
  readonly #forgotten = new Set<Variable>();
  readonly #remove: (variable: Variable) => void;

  /** @param remove  is given each variable that is forgotten and that no program uses */
  constructor(remove: (variable: Variable) => void) {
    this.#remove = remove;
  }

  /** Notes that one more program uses variables. */
  add(variables: Iterable<Variable>): void {
    for (const v of variables) {
      this.#counts.set(v, (this.#counts.get(v) ?? 0) + 1);
      this.#forgotten.delete(v);
    }
  }

  /** Notes that a program that used variables is gone. */
  drop(variables: Iterable<Variable>): void {
    for (const v of variables) {
      const left = this.#counts.get(v)! - 1;
      this.#counts.set(v, left);
      if (left > 0) continue;
      this.#counts.delete(v);
      if (this.#forgotten.delete(v)) this.#remove(v);
    }
  }

  forget(variables: Iterable<Variable>): void {
    for (const v of variables) {
      if (this.#counts.has(v)) this.#forgotten.add(v);
      else this.#remove(v);
    }
  }
}
