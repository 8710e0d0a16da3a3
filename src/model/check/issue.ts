/** What `check` can find. */
export type IssueCode =
  | 'BAD_DATA'
  | 'UNSCALED_INPUTS'
  | 'CONSTANT_COLUMNS'
  | 'IDENTIFIER_COLUMN'
  | 'TARGET_IN_INPUTS'
  | 'DUPLICATE_ROWS'
  | 'LABELS_FROM_ONE'
  | 'ONE_CLASS'
  | 'CONSTANT_TARGETS'
  | 'RARE_CLASS'
  | 'UNSCALED_TARGETS'
  | 'TARGETS_OUT_OF_RANGE'
  | 'SOFTMAX_OF_ONE'
  | 'NO_PROBABILITIES'
  | 'LEARNING_RATE'
  | 'NOT_FINITE'
  | 'DEAD_UNITS'
  | 'SATURATED_UNITS'
  | 'NO_GRADIENT'
  | 'EXPLODING_GRADIENTS'
  | 'VANISHING_GRADIENTS';

/** One thing that `check` found. */
export interface Issue {
  readonly code: IssueCode;
  /** 'error': training cannot work. 'warning': it most likely suffers. 'hint': look at it, it may be as you want it. */
  readonly severity: 'error' | 'warning' | 'hint';
  /** The layer that it is about, if it is about one. */
  readonly layer?: string;
  /** What is there, where, and what to do. */
  readonly message: string;
}

/** A number as text, with three digits. */
export const brief = (value: number): string =>
  Math.abs(value) < 1e6 ? String(Number(value.toPrecision(3))) : value.toExponential(2);

/** Some of many, as text: `3, 5, 8 and 12 more`. */
export function some(list: readonly (number | string)[], most = 3): string {
  const left = list.length - most;
  return `${list.slice(0, most).join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}
