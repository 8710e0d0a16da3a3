import type { Logs, Sequential, Tensor } from '../index.ts';

/** Remembers the weights of the epoch that did best on the rows held out. A callback of fit. */
export class KeepBest {
  readonly #model: Sequential;
  #best: { readonly epoch: number; readonly loss: number; readonly weights: readonly Tensor[] } | undefined;
  #last = 0;

  constructor(model: Sequential) {
    this.#model = model;
  }

  onEpochEnd(epoch: number, { valLoss }: Logs): void {
    this.#last = epoch;
    if (valLoss !== undefined && !(valLoss >= (this.#best?.loss ?? Infinity))) this.#best = { epoch, loss: valLoss, weights: this.#model.getWeights() };
  }

  /** Puts those weights back, unless they are the last. */
  restore(): void {
    if (this.#best === undefined || this.#best.epoch === this.#last) return;
    this.#model.setWeights(this.#best.weights);
    console.error(`Keeping the weights of epoch ${this.#best.epoch + 1}, the best on the rows held out (loss ${this.#best.loss.toPrecision(4)})`);
  }
}
