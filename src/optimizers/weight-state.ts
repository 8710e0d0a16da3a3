import type { Shape } from '../core/shape.ts';
import { zeroVariable, type Variable } from '../graph/variable.ts';

/** The state of a rule that looks at the shape of each weight: variables of any shape for each of them, where a slot of a group
 *  is one number for each number of its weights. */
export class WeightState {
  readonly #of = new Map<Variable, Readonly<Record<string, Variable>>>();

  /** Makes the state of a weight, which begins at 0.
   *  @param shapes  the shape of each variable, by its name */
  make(weight: Variable, shapes: Readonly<Record<string, Shape>>): void {
    const place = this.#of.size;
    const named = Object.entries(shapes).map(([name, shape]) => [name, zeroVariable(`optimizer/${name}/${place}`, shape)] as const);
    this.#of.set(weight, Object.fromEntries(named));
  }

  of(weight: Variable): Readonly<Record<string, Variable>> {
    return this.#of.get(weight)!;
  }

  get variables(): readonly Variable[] {
    return [...this.#of.values()].flatMap((state) => Object.values(state));
  }

  release(): void {
    this.#of.clear();
  }
}
