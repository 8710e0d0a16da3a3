import { host, type Output } from '../core/host.ts';
import type { Callback } from './callback.ts';
import type { Logs } from './training.ts';

/** Milliseconds between two updates of the bar. */
const REDRAW = 100;
const WIDTH = 24;

export interface ProgressOptions {
  readonly epochs: number;
  /** Said before the first epoch. */
  readonly note?: string | undefined;
  /** 1 draws a bar, 2 prints one line an epoch. */
  readonly verbose: 1 | 2;
  readonly out?: Output;
}

/** A callback of fit that shows progress: on a terminal a bar with figures, samples per second and time left;
 *  elsewhere one line for each finished epoch. */
export class ProgressBar implements Callback {
  readonly #options: ProgressOptions;
  readonly #out: Output;
  #began = 0;
  #drawn = 0;
  /** Rows of an epoch, if they are known, and those of this epoch so far. */
  #samples: number | undefined;
  #done = 0;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#out = options.out ?? host().output;
  }

  /** Says where a fit goes on. */
  goOn(epoch: number, steps: number): void {
    this.#out.write(`Training goes on from a backup: in epoch ${epoch + 1}, behind step ${steps}\n`);
  }

  /** Says how many rows an epoch has; undefined if that is not known. */
  expect(samples: number | undefined): void {
    this.#samples = samples;
  }

  onTrainBegin(): void {
    if (this.#options.note !== undefined) this.#out.write(`${this.#options.note}\n`);
  }

  onEpochBegin(epoch: number): void {
    this.#began = performance.now();
    this.#drawn = 0;
    if (this.#options.verbose === 1) this.#out.write(`Epoch ${epoch + 1}/${this.#options.epochs}\n`);
  }

  /** Shows the progress of the epoch, at most ten times a second. */
  onTrainProgress(samples: number, logs: () => Logs): void {
    this.#done = samples;
    if (this.#options.verbose !== 1 || !this.#out.isTTY || performance.now() - this.#drawn < REDRAW) return;
    this.#drawn = performance.now();
    const seconds = (performance.now() - this.#began) / 1000;
    const left = this.#samples === undefined ? '' : `${duration((seconds / samples) * (this.#samples - samples))} left  `;
    this.#out.write(`\r\x1b[2K${this.#bar(samples)} ${left}${rate(samples / seconds)}  ${figures(logs())}`);
  }

  onEpochEnd(epoch: number, logs: Logs): void {
    const seconds = (performance.now() - this.#began) / 1000;
    const { epochs, verbose } = this.#options;
    const samples = this.#done;
    const head = verbose === 2 ? `Epoch ${epoch + 1}/${epochs}` : this.#bar(samples);
    this.#out.write(
      `${this.#out.isTTY && verbose === 1 ? '\r\x1b[2K' : ''}${head} ${duration(seconds)}  ${rate(samples / seconds)}  ${figures(logs)}\n`,
    );
  }

  /** Ends the line of an interrupted epoch. */
  interrupt(): void {
    if (this.#drawn > 0) this.#out.write('\n');
  }

  #bar(done: number): string {
    const samples = this.#samples;
    if (samples === undefined) return `${done} samples`;
    const filled = Math.round((WIDTH * done) / samples);
    return `${String(done).padStart(String(samples).length)}/${samples} ${'━'.repeat(filled)}${'─'.repeat(WIDTH - filled)}`;
  }
}

/** Seconds as text: `8.2s`, `1m05s`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
  return `${Math.floor(whole / 3600)}h${String(Math.floor(whole / 60) % 60).padStart(2, '0')}m`;
}

export function rate(samplesPerSecond: number): string {
  if (samplesPerSecond >= 1e6) return `${(samplesPerSecond / 1e6).toFixed(2)}M samples/s`;
  if (samplesPerSecond >= 1e3) return `${(samplesPerSecond / 1e3).toFixed(1)}k samples/s`;
  return `${samplesPerSecond.toFixed(0)} samples/s`;
}

/** The figures as text. The norms of single layers are for the history: there may be many. */
const figures = (logs: Logs): string =>
  Object.entries(logs)
    .filter(([name]) => !/.GradientNorm$/.test(name))
    .map(([name, value]) => `${name}: ${Math.abs(value) >= 1e-3 || value === 0 ? value.toFixed(4) : value.toExponential(2)}`)
    .join('  ');
