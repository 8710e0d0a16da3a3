/** Figures of an epoch so far, by the names fit gives them. */
type Logs = Readonly<Record<string, number>>;

export interface ProgressOptions {
  readonly epochs: number;
  readonly samples: number;
  readonly batchSize: number;
  /** What stands before the epoch, where more than one network is trained. */
  readonly label: string;
  /** Whether to move within epochs too: training halts after each batch for it. */
  readonly everyBatch: boolean;
}

const BAR_CELLS = 20;
/** Often enough to look alive, seldom enough to cost nothing. */
const REDRAW_MS = 80;
/** In a log, where every line stays. */
const REPORT_MS = 1000;

/** Shows how training goes, on stderr so that stdout carries results only: a bar where there is a terminal, else a line
 *  now and then. A callback of fit. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #terminal: boolean = process.stderr.isTTY === true;
  readonly #started = performance.now();
  readonly onTrainBatchEnd?: (batch: number, logs: Logs) => void;
  #epochStarted = 0;
  #epoch = 0;
  #drawn = -Infinity;

  constructor(options: ProgressOptions) {
    this.#options = options;
    if (options.everyBatch && this.#terminal) this.onTrainBatchEnd = (batch, logs) => this.#draw(Math.min(options.samples, (batch + 1) * options.batchSize), logs);
  }

  onEpochBegin(epoch: number): void {
    this.#epoch = epoch;
    this.#epochStarted = performance.now();
  }

  onEpochEnd(epoch: number, logs: Logs): void {
    const { epochs, samples } = this.#options;
    if (epoch === 0 || epoch + 1 === epochs) this.#drawn = -Infinity;
    this.#draw(samples, logs);
  }

  /** Leaves the line of the bar. */
  end(): void {
    if (this.#terminal) process.stderr.write('\n');
  }

  #draw(done: number, logs: Logs): void {
    const now = performance.now();
    if (now - this.#drawn < (this.#terminal ? REDRAW_MS : REPORT_MS)) return;
    this.#drawn = now;
    if (!this.#terminal) return void process.stderr.write(`${this.#line(done, logs)}\n`);
    const { epochs, samples } = this.#options;
    const share = (this.#epoch + done / samples) / epochs;
    const filled = Math.round(share * BAR_CELLS);
    const seconds = (now - this.#started) / 1000;
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)}  ${duration((seconds / share) * (1 - share))} left  `;
    // Cut to the width: a line that wraps would not be overwritten by the next.
    process.stderr.write(`\r\u001b[K${`${bar}${this.#line(done, logs)}`.slice(0, (process.stderr.columns ?? 80) - 1)}`);
  }

  #line(done: number, logs: Logs): string {
    const seconds = (performance.now() - this.#epochStarted) / 1000;
    const figures = Object.entries(logs).map(([name, value]) => `${name} ${value.toPrecision(4)}`);
    return [`${this.#options.label}epoch ${this.#epoch + 1}/${this.#options.epochs}`, rate(done / seconds), ...figures].join('  ');
  }
}

function rate(perSecond: number): string {
  return perSecond >= 10000 ? `${Math.round(perSecond / 1000)}k samples/s` : `${Math.round(perSecond)} samples/s`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : whole < 3600 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
