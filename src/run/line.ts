const nothing = (): void => undefined;

/** Work that waits for its turn, one after another. */
export class Line {
  #last: Promise<void> = Promise.resolve();
  /** Whether somebody has a turn or waits for one. */
  #taken = false;
  readonly #asides = new Set<Promise<unknown>>();

  /** Does `work` when all that came before is done. */
  take<T>(work: () => Promise<T>): Promise<T> {
    return this.#note(this.#last.then(work));
  }

  /** Does work of several turns that changes state, and brings it back before it ends. */
  async aside<T>(work: () => Promise<T>): Promise<T> {
    const mine = work();
    this.#asides.add(mine);
    try {
      return await mine;
    } finally {
      this.#asides.delete(mine);
    }
  }

  /** As `take`, at a time when no work is done aside; it begins before it returns if nobody has a turn or waits for one. */
  async takeWhole<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      if (this.#asides.size > 0) await Promise.allSettled(this.#asides);
      const attempt = async (): Promise<{ readonly done: T } | undefined> => (this.#asides.size > 0 ? undefined : { done: await work() });
      const result = await (this.#taken ? this.take(attempt) : this.#note(attempt()));
      if (result !== undefined) return result.done;
    }
  }

  #note<T>(mine: Promise<T>): Promise<T> {
    const ended = mine.then(nothing, nothing);
    this.#last = ended;
    this.#taken = true;
    void ended.then(() => {
      if (this.#last === ended) this.#taken = false;
    });
    return mine;
  }
}
