import { ConfigError, show } from '../core/errors.ts';
import { number, oneOf, or, text, type Plain } from '../core/declaration.ts';
import { warnOnce } from '../core/warn.ts';
import type { TrainedModel } from '../model/callback.ts';
import type { Logs } from '../model/training.ts';

/** Whether smaller ('min') or larger ('max') values of a figure are better; with 'auto' its metric decides. */
export type Mode = 'auto' | 'min' | 'max';

export interface MonitorOptions {
  /** The figure to watch, a key of the history (default 'valLoss'). */
  monitor?: string;
  /** Whether smaller or larger values are better (default 'auto'). */
  mode?: Mode;
  /** Changes that are smaller are no improvement (default 0; 1e-4 of reduceLROnPlateau). */
  minDelta?: number;
}

/** The declaration of these options, which those of callbacks include. */
export const MONITOR: Plain<MonitorOptions> = {
  monitor: or(text(), 'valLoss'),
  mode: or(oneOf(['auto', 'min', 'max']), 'auto'),
  minDelta: or(number(), 0),
};

/** Watches one figure over the epochs and tells whether it has improved. */
export class Monitor {
  /** The figure's name. The name of Keras, such as val_loss, stands for that of the history. */
  name: string;
  readonly #where: string;
  readonly #mode: Mode;
  readonly #minDelta: number;
  #sign: 1 | -1 | undefined;

  constructor(where: string, { monitor, mode, minDelta }: Required<MonitorOptions>) {
    this.#where = where;
    this.name = monitor;
    this.#mode = mode;
    this.#minDelta = minDelta;
  }

  /** Begins a training, perhaps of another model, whose figure of this name may have another direction. */
  begin(): void {
    this.#sign = undefined;
  }

  /** The figure of an epoch; undefined, with a warning, if there is none. */
  of(logs: Logs): number | undefined {
    const spelt = this.name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    if (!Object.hasOwn(logs, this.name) && Object.hasOwn(logs, spelt)) this.name = spelt;
    const value = logs[this.name];
    if (typeof value === 'number') return value;
    warnOnce(
      `MYELIN_NO_FIGURE`,
      `${this.#where}: it looks at '${this.name}', and the epoch has no such number. It has: ${Object.keys(logs).join(', ')}.`,
    );
    return undefined;
  }

  /** Whether a value is better than `before`. Every value is better than none.
   *  @throws {ConfigError} in mode 'auto' if the figure has no direction */
  improves(model: TrainedModel | undefined, value: number, before: number | undefined): boolean {
    const sign = (this.#sign ??= this.#direction(model));
    if (before === undefined) return true;
    return sign * value - this.#minDelta > sign * before;
  }

  #direction(model: TrainedModel | undefined): 1 | -1 {
    if (this.#mode !== 'auto') return this.#mode === 'max' ? 1 : -1;
    const own = this.name.replace(/^val(?=[A-Z])/, '');
    const direction = model?.directionOf(`${own.charAt(0).toLowerCase()}${own.slice(1)}`);
    if (direction === undefined)
      throw new ConfigError(
        `${this.#where}: whether ${show(this.name)} is to become smaller or larger is not known. Say it with mode: 'min' or 'max'.`,
      );
    return direction === 'up' ? 1 : -1;
  }
}
