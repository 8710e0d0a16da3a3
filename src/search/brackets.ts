/** A part of a search: its trials begin together, and after each rung but the last only the best go on. */
export type Bracket = readonly Rung[];

export interface Rung {
  /** How many trials are trained. */
  readonly trials: number;
  /** Epochs until which they are trained, those of earlier rungs included. */
  readonly epochs: number;
}

/** All trials are trained to the end. */
export const randomSearch = (trials: number, epochs: number): Bracket[] => [[{ trials, epochs }]];

/** Begins with all trials and few epochs. After each rung the best of them, one in `factor`, go on with `factor` times the
 *  epochs; there are as many rungs as trials and epochs allow.
 *  @source Jamieson and Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter Optimization (2016), algorithm 1 */
export const halving = (trials: number, epochs: number, factor: number): Bracket[] => [
  bracket(trials, epochs, factor, Math.min(wholeLog(trials, factor), wholeLog(epochs, factor))),
];

/** Brackets of successive halving that go from many trials with few epochs to few trials with all of them. Each takes about as
 *  many epochs as the others.
 *  @source Li, Jamieson, DeSalvo, Rostamizadeh and Talwalkar, Hyperband (2018), algorithm 1: R is the epochs, eta the factor */
export function hyperband(epochs: number, factor: number): Bracket[] {
  const most = wholeLog(epochs, factor);
  return Array.from({ length: most + 1 }, (_, i) => {
    const s = most - i;
    return bracket(Math.ceil(((most + 1) * factor ** s) / (s + 1)), epochs, factor, s);
  });
}

/** Rung i has floor(n eta^-i) trials and R eta^(i - s) epochs, rounded to whole ones. */
const bracket = (trials: number, epochs: number, factor: number, s: number): Bracket =>
  Array.from({ length: s + 1 }, (_, i) => ({
    trials: Math.floor(trials / factor ** i),
    epochs: Math.round(epochs / factor ** (s - i)),
  }));

/** The whole part of a logarithm, without its rounding errors. */
function wholeLog(value: number, base: number): number {
  let log = 0;
  for (let power = base; power <= value; power *= base) log++;
  return log;
}
