import type { Callback, Logs } from '../index.ts';
import { duration, rate } from '../model/progress-bar.ts';

export interface ProgressOptions {
  readonly epochs: number;
  readonly samples: number;
  /** Text before the epoch, if several networks are trained. */
  readonly label: string;
}

const BAR_CELLS = 20;
/** Time between two redraws of the bar: smooth, but cheap. */
const REDRAW_MS = 80;
/** Time between two lines in a log, where every line stays. */
const REPORT_MS = 1000;

/** A callback of fit that shows progress: a bar on a terminal, otherwise a line now and then. It writes to stderr, so
 *  that stdout has the results only. */
export class Progress implements Callback {
  readonly kind = 'progress';
  readonly #options: ProgressOptions;
  readonly #terminal: boolean = process.stderr.isTTY === true;
  readonly #started = performance.now();
  #epochStarted = 0;
  #epoch = 0;
  #drawn = -Infinity;

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  onEpochBegin(epoch: number): void {
    this.#epoch = epoch;
    this.#epochStarted = performance.now();
  }

  onTrainProgress(samples: number, logs: () => Logs): void {
    this.#draw(samples, logs);
  }

  onEpochEnd(epoch: number, logs: Logs): void {
    const { epochs, samples } = this.#options;
    if (epoch === 0 || epoch + 1 === epochs) this.#drawn = -Infinity;
    this.#draw(samples, () => logs);
  }

  state(): number {
    return this.#epoch;
  }

  /** An epoch that goes on is not begun again. */
  restore(epoch: number): void {
    this.onEpochBegin(epoch);
  }

  /** Ends the line of the bar. */
  end(): void {
    if (this.#terminal) process.stderr.write('\n');
  }

  #draw(done: number, logs: () => Logs): void {
    const now = performance.now();
    if (now - this.#drawn < (this.#terminal ? REDRAW_MS : REPORT_MS)) return;
    this.#drawn = now;
    if (!this.#terminal) return void process.stderr.write(`${this.#line(done, logs())}\n`);
    const { epochs, samples } = this.#options;
    const share = (this.#epoch + done / samples) / epochs;
    const filled = Math.round(share * BAR_CELLS);
    const seconds = (now - this.#started) / 1000;
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)}  ${duration((seconds / share) * (1 - share))} left  `;
    // Cut to the terminal's width: a wrapped line would not be overwritten by the next one.
    process.stderr.write(`\r\u001b[K${`${bar}${this.#line(done, logs())}`.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }

  #line(done: number, logs: Logs): string {
    const seconds = (performance.now() - this.#epochStarted) / 1000;
    const figures = Object.entries(logs).map(([name, value]) => `${name} ${value.toPrecision(4)}`);
    return [`${this.#options.label}epoch ${this.#epoch + 1}/${this.#options.epochs}`, rate(done / seconds), ...figures].join('  ');
  }
}
