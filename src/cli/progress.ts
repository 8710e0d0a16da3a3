import type { Callback, Logs } from '../index.ts';
import { duration, rate } from '../model/progress-bar.ts';

export interface ProgressOptions {
  readonly epochs: number;
  readonly samples: number;
  /** What stands before the epoch, where more than one network is trained. */
  readonly label: string;
}

const BAR_CELLS = 20;
/** Often enough to look alive, seldom enough to cost nothing. */
const REDRAW_MS = 80;
/** In a log, where every line stays. */
const REPORT_MS = 1000;

/** Shows how training goes, on stderr so that stdout carries results only: a bar where there is a terminal, else a line
 *  now and then. A callback of fit. */
export class Progress implements Callback {
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

  /** Leaves the line of the bar. */
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
    // Cut to the width: a line that wraps would not be overwritten by the next.
    process.stderr.write(`\r\u001b[K${`${bar}${this.#line(done, logs())}`.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }

  #line(done: number, logs: Logs): string {
    const seconds = (performance.now() - this.#epochStarted) / 1000;
    const figures = Object.entries(logs).map(([name, value]) => `${name} ${value.toPrecision(4)}`);
    return [`${this.#options.label}epoch ${this.#epoch + 1}/${this.#options.epochs}`, rate(done / seconds), ...figures].join('  ');
  }
}
