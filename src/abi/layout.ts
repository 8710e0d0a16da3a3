/** A program is Int32 words: this header, then instructions one after another to the end. */
export const HEADER = [
  /** 'MYEL', little-endian. */
  ['MAGIC', 0x4c45594d],
  /** The hash of the table it was built against. */
  ['ABI', 0],
  /** All words, header included. */
  ['LENGTH', 0],
  /** Word at which the effects begin: the instructions that change state. A step is cancelled before them or not
   *  at all, so that a model is whole whenever a run ends. */
  ['EFFECTS', 0],
] as const;
