import type { Optional } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { savedPart } from '../core/saved.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Variable } from '../graph/variable.ts';
import type { Trace } from '../trace/trace.ts';
import { adam } from './adam.ts';
import type { Exchange } from './averages.ts';
import { Driver } from './driver.ts';
import { Optimizer } from './optimizer.ts';

/** An optimizer that takes its steps by another one. It has no learning rate of its own: that of the other is read and set. */
export abstract class Wrapper extends Optimizer {
  override readonly iterations: Variable;
  protected readonly inner: Optimizer;

  /** @param own  the names of its options
   *  @throws {ConfigError} if the other is a driver, or of the same kind as this one, at any depth */
  constructor(kind: string, own: readonly string[], inner: Optimizer) {
    super(kind, {}, own, 0);
    if (inner instanceof Driver)
      throw new ConfigError(
        `${kind}: ${inner.kind} evaluates the loss several times a step and cannot be wrapped. Give another optimizer.`,
      );
    for (let within: Optimizer | undefined = inner; within instanceof Wrapper; within = within.inner)
      if (within.kind === kind) throw new ConfigError(`${kind}: a ${kind} cannot hold another one. Give the optimizer within it.`);
    this.inner = inner;
    this.iterations = inner.iterations;
  }

  override get learningRate(): number {
    return this.inner.learningRate;
  }

  override set learningRate(value: number) {
    this.inner.learningRate = value;
  }

  override excludeFromWeightDecay(weights: { readonly varNames: readonly string[] }): void {
    this.inner.excludeFromWeightDecay(weights);
  }

  override get slots(): readonly Variable[] {
    return [...super.slots, ...this.inner.slots];
  }

  override get variables(): readonly Variable[] {
    return [...super.slots, ...this.ownVariables(), ...this.inner.variables];
  }

  override get order(): readonly Variable[] {
    return this.inner.order;
  }

  override build(weights: readonly Variable[]): void {
    this.inner.build(weights);
    super.build(this.inner.order);
  }

  override release(): void {
    this.inner.release();
    super.release();
  }

  override scaleLoss(loss: Tensor, t?: Trace): Tensor {
    return this.inner.scaleLoss(loss, t);
  }

  override finish(): void {
    this.inner.finish();
  }

  override swapAverages(inModel: boolean): void {
    this.inner.swapAverages(inModel);
  }

  override get averaging(): boolean {
    return this.inner.averaging;
  }

  override get finishesItself(): boolean {
    return this.inner.finishesItself;
  }

  override get swapsItself(): boolean {
    return this.inner.swapsItself;
  }

  override finishing(): Exchange | undefined {
    return this.inner.finishing();
  }

  override swapping(inModel: boolean): Exchange | undefined {
    return this.inner.swapping(inModel);
  }

  override get averagesInModel(): boolean {
    return this.inner.averagesInModel;
  }

  override set averagesInModel(inModel: boolean) {
    this.inner.averagesInModel = inModel;
  }

  override mustAverage(where: string): void {
    this.inner.mustAverage(where);
  }

  /** Its variables besides slots. */
  protected abstract ownVariables(): readonly Variable[];

  protected step(): void {
    throw new ConfigError(`${this.kind}: its steps are those of ${this.inner.kind}.`);
  }
}

/** The option for the wrapped optimizer (default Adam). From a file, the registry makes the inner optimizer before the wrapper. */
export function wrapped(): Optional<Optimizer, Optimizer> {
  return {
    check: (where, name, given) => {
      if (given === undefined || given === null) return adam();
      if (given instanceof Optimizer) return given;
      throw new ConfigError(`${where}: ${name} must be an optimizer, such as optimizers.adam(), received ${show(given)}.`);
    },
    store: (held) => savedPart('an optimizer', held, {}, held.getConfig()),
  };
}
