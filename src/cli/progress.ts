import { ProgressBar } from '../model/progress-bar.ts';

/** The bar of one training of the command: one for all epochs, on stderr, so that stdout has the results only. */
export class Progress extends ProgressBar {
  readonly kind = 'progress';
  #at = 0;

  /** @param label  text before the bar, if several networks are trained */
  constructor(epochs: number, samples: number, label: string) {
    super({ epochs, verbose: 1, together: true, out: process.stderr, ...(label === '' ? {} : { label }) });
    this.expect(samples);
  }

  override onEpochBegin(epoch: number): void {
    this.#at = epoch;
    super.onEpochBegin(epoch);
  }

  state(): number {
    return this.#at;
  }

  /** An epoch that goes on is not begun again. */
  restore(epoch: number): void {
    this.onEpochBegin(epoch);
  }
}
