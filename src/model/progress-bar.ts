import { host, type Output } from '../core/host.ts';
import { printable } from '../core/printable.ts';
import type { Callback } from './callback.ts';
import { progressLine } from './progress-line.ts';
import type { Logs } from './training.ts';

/** Milliseconds between two updates of the bar: smooth, but cheap. */
const REDRAW = 100;
/** Milliseconds between two lines where every line stays. */
const REPORT = 1000;
/** Where every line stays, a training in one line has about so many of them in all. */
const LINES = 50;
/** The width of terminals that do not tell theirs. */
const USUAL_COLUMNS = 80;

/** To the beginning of the line, and clears all from there. */
const TAKE_AWAY = '\r\x1b[J';
/** Lines that are too wide are cut from now on, or broken again (DECAWM). */
const [UNBROKEN, BROKEN] = ['\x1b[?7l', '\x1b[?7h'];

export interface ProgressOptions {
  readonly epochs: number;
  /** Said before the first epoch. */
  readonly note?: string | undefined;
  /** 1 draws a bar, 2 prints one line an epoch. */
  readonly verbose: 1 | 2;
  /** Said in each line, if several models are trained. */
  readonly label?: string;
  /** Whether one bar stands for the whole training, in place of one for each epoch (default false). */
  readonly together?: boolean;
  readonly out?: Output;
}

/** A callback of fit that shows progress: on a terminal a bar with figures, samples per second and time left, as wide as the terminal
 *  is at that moment; elsewhere one line for each finished epoch. */
export class ProgressBar implements Callback {
  readonly #options: ProgressOptions;
  readonly #out: Output;
  /** Whether lines are drawn over each other. */
  readonly #terminal: boolean;
  readonly #started = performance.now();
  #began = 0;
  #epoch = 0;
  /** When a line was written last. */
  #drawn = 0;
  /** Whether a line is to be drawn over. */
  #open = false;
  /** Rows of an epoch, if they are known, and those of this epoch so far. */
  #samples: number | undefined;
  #done = 0;
  /** Epochs, and parts of them, that this training began with. */
  #before: number | undefined;
  readonly #losses: number[] = [];
  /** Those of the last epoch: its validation stays in sight while the next one is trained. */
  #figures: Logs = {};

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#out = options.out ?? host().output;
    this.#terminal = options.verbose === 1 && this.#out.isTTY === true && host().setting('TERM') !== 'dumb';
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
    this.#epoch = epoch;
    this.#done = 0;
    if (this.#options.together !== true) this.#drawn = 0;
    if (this.#terminal && this.#options.together !== true) this.#out.write(`Epoch ${epoch + 1}/${this.#options.epochs}\n`);
  }

  /** Shows the progress of the epoch, at most ten times a second. */
  onTrainProgress(samples: number, logs: () => Logs): void {
    this.#done = samples;
    this.#before ??= this.#epoch + (this.#samples === undefined ? 0 : samples / this.#samples);
    const since = performance.now() - Math.max(this.#drawn, this.#started);
    if (this.#terminal && performance.now() - this.#drawn >= REDRAW) this.#draw(logs());
    else if (!this.#terminal && this.#options.together === true && since >= REPORT) this.#report(logs());
  }

  onEpochEnd(epoch: number, logs: Logs): void {
    const { epochs, together } = this.#options;
    if (Number.isFinite(logs['loss'])) this.#losses.push(logs['loss']!);
    this.#figures = logs;
    if (this.#terminal) {
      if (together !== true || performance.now() - this.#drawn >= REDRAW) this.#draw(logs, together !== true);
      if (together !== true) this.end();
      return;
    }
    const told = together !== true || epoch === 0 || epoch + 1 === epochs || (epoch + 1) % Math.ceil(epochs / LINES) === 0;
    if (told) this.#report(logs);
  }

  onTrainEnd(logs: Logs): void {
    if (this.#terminal && this.#options.together === true && this.#done > 0) this.#draw(logs, true);
    this.end();
  }

  /** Leaves the line that is drawn over, if there is one: what is written next begins a line. */
  end(): void {
    if (this.#open) this.#out.write('\n');
    this.#open = false;
  }

  /** Takes the bar away, before something else is written; the next update draws it again. */
  clear(): void {
    if (this.#open) this.#out.write(TAKE_AWAY);
    this.#open = false;
    this.#drawn = 0;
  }

  /** Draws the bar. The cursor stays at its beginning: if the terminal is made narrower, all rows that the bar then takes are behind the
   *  cursor and are cleared. A bar that is drawn before the process is told of the new width is cut by the terminal, not broken. */
  #draw(logs: Logs, ended = false): void {
    const { label, epochs, together } = this.#options;
    const samples = this.#samples;
    const now = performance.now();
    const share = samples === undefined ? undefined : Math.min(1, this.#done / samples);
    const count = `${this.#epoch + 1}/${epochs}`;
    const total = together === true ? (this.#epoch + (share ?? 0)) / epochs : share;
    const begun = together === true ? (this.#before ?? 0) / epochs : 0;
    const seconds = (now - (together === true ? this.#started : this.#began)) / 1000;
    const left = total === undefined || total <= begun ? undefined : (seconds / (total - begun)) * (1 - total);
    const done = samples === undefined ? `${this.#done}` : `${String(this.#done).padStart(String(samples).length)}/${samples}`;
    const line = progressLine(
      {
        ...(label === undefined ? {} : { label }),
        head: together === true ? [`epoch ${count}`, count] : [samples === undefined ? `${done} samples` : done, percent(share) ?? done],
        share: total,
        time: ended ? duration(seconds) : left === undefined ? '' : `${duration(left)} left`,
        rate: rate(this.#done / ((now - this.#began) / 1000)).replace(' samples', ''),
        figures: together === true ? { ...this.#figures, ...logs } : logs,
        losses: together === true || !ended ? this.#losses : [],
      },
      { columns: this.#out.columns || USUAL_COLUMNS, colors: this.#out.hasColors?.() ?? false, width: (text) => host().textWidth(text) },
    );
    this.#drawn = now;
    this.#open = true;
    this.#out.write(`${TAKE_AWAY}${UNBROKEN}${line}${BROKEN}\r`);
  }

  /** Writes a line that stays, with all figures. */
  #report(logs: Logs): void {
    const { label, epochs } = this.#options;
    this.#drawn = performance.now();
    const seconds = (this.#drawn - this.#began) / 1000;
    const head = `${label === undefined ? '' : `${printable(label)}  `}Epoch ${this.#epoch + 1}/${epochs}`;
    this.#out.write([head, duration(seconds), rate(this.#done / seconds), ...figures(logs)].join('  ') + '\n');
  }
}

const percent = (share: number | undefined): string | undefined =>
  share === undefined ? undefined : `${Math.floor(100 * share)}%`.padStart(4);

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
const figures = (logs: Logs): string[] =>
  Object.entries(logs)
    .filter(([name]) => !/.GradientNorm$/.test(name))
    .map(([name, value]) => `${printable(name)}: ${Math.abs(value) >= 1e-3 || value === 0 ? value.toFixed(4) : value.toExponential(2)}`);
