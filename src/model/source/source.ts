/** Where a source stands: before a batch of a pass over the data. A pass has the number of the epoch, of all that the model has been
 *  trained, in which it begins. */
export interface Position {
  readonly pass: number;
  readonly batch: number;
}

/** What a source gives at a time: one batch or, with a `batchSize`, several of so many rows, of which the last may have fewer. */
export interface Given<T> {
  readonly value: T;
  readonly batchSize: number | undefined;
  /** Where its first batch is. */
  readonly at: Position;
}

/** Where a call takes batches from that do not lie in the arena.
 *  @typeParam T  what is made of a batch when it is read: checked samples, or rows of inputs */
export interface Source<T> {
  /** Rows of a pass; undefined if only the end of the data tells. */
  readonly rows: number | undefined;
  /** Whether the data can be read only once, so that there is no way back: `seek` then refuses. */
  readonly once: boolean;
  /** Whether all that there is has been given, so that no pass can follow. */
  readonly ended: boolean;
  /** Asks for the next batch. It asks whoever makes the data only now, so that nobody has to run ahead of training.
   *  @param use  is called as soon as the batch is there. What it is given is the caller's again when it returns
   *  @param most  the most batches that are wanted
   *  @returns what `use` returns; undefined at the end of a pass. The next call then begins another pass, unless the source has ended
   *  @throws {DataError} with its cause, if whoever makes the data fails
   *  @throws {MyelinError} that names the batch, if it cannot be used; the signal's reason if it is aborted */
  next<R>(use: (given: Given<T>) => R, most?: number): Promise<R | undefined>;
  /** Goes to a position, before the first call of `next`: the batches that follow are those that would have followed there.
   *  @throws {ConfigError} that gives the reason if the data can be read only once, from their beginning */
  seek(position: Position): Promise<void>;
  /** Tells whoever makes the data that no more are wanted. */
  close(): Promise<void>;
}
