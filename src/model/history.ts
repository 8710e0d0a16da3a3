import type { FitRecord } from './callback.ts';
import { historyPage, type HistoryPageOptions } from '../report/history-page.ts';

/** The record of a fit: a list for each figure, an entry for each epoch.
 *  @typeParam Lists  the lists by name; `fit` knows them by what compile was given */
export interface History<Lists = Readonly<Record<string, number[] | undefined>>> {
  readonly epoch: number[];
  readonly history: Lists;
  /** Whether larger ('up') or smaller ('down') values of a figure are better; undefined if that is not known.
   *  @param figure  its name, without the prefix of validation */
  directionOf(figure: string): 'up' | 'down' | undefined;
  /** The epochs of the values of a figure, as in `epoch`: not all of them with the option `validationFreq`. */
  epochsOf(figure: string): readonly number[];
  /** Draws the figures by epoch, with the best epoch marked. `compareHistories` draws several trainings, `model.report` all that is known
   *  of a model.
   *  @returns a page of its own, which loads nothing: write it to a file, or show it in a frame by `srcdoc`
   *  @throws {ConfigError} on wrong options, a figure that there is not, or if nothing was trained
   *  @example await writeFile('training.html', history.toHTML({ monitor: 'valAccuracy' })); */
  toHTML(options?: HistoryPageOptions): string;
}

/** The record of a fit of a model whose figures are not known by name. */
export type AnyHistory = History<Record<string, number[]>>;

/** What `fit` returns. */
export class FitHistory implements AnyHistory {
  readonly epoch: number[];
  readonly history: Record<string, number[]>;
  readonly #validationFreq: number;
  readonly #directions: Readonly<Record<string, 'up' | 'down' | undefined>>;

  constructor(
    record: FitRecord, validationFreq: number, model: Pick<History, 'directionOf'>,
  ) {
    this.epoch = record.epoch;
    this.history = record.history;
    this.#validationFreq = validationFreq;
    // A record that is kept does not keep the model.
    this.#directions = Object.fromEntries(Object.keys(record.history).map((name) => [name, model.directionOf(name)]));
  }

  directionOf(figure: string): 'up' | 'down' | undefined {
    return this.#directions[figure];
  }

  epochsOf(figure: string): readonly number[] {
    const values = this.history[figure] ?? [];
    if (values.length === this.epoch.length) return this.epoch;
    // Callbacks may note figures in any epoch: then they stand at its end.
    const validated = this.epoch.filter((epoch) => (epoch + 1) % this.#validationFreq === 0);
    return validated.length === values.length ? validated : this.epoch.slice(-values.length);
  }

  toHTML(options: HistoryPageOptions = {}): string {
    return historyPage(this, options);
  }
}
