/** A program is Int32 words: this header, then instructions one after another to the end. */
export const HEADER = [
  /** 'MYEL', little-endian. */
  ['MAGIC', 0x4c45594d],
  /** The hash of the table it was built against. */
  ['ABI', 0],
  /** All words, header included. */
  ['LENGTH', 0],
  /** The word at which the effects begin: the instructions that change state. A step is cancelled before its effects
   *  or not at all, so a model is never half updated. */
  ['EFFECTS', 0],
] as const;
