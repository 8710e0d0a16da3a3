/** Waits for a turn, and does work in it. */
export type Take = <T>(work: () => Promise<T>) => Promise<T>;

const nothing = (): void => undefined;

/** Work that waits for its turn, one after another. */
export class Line {
  #last: Promise<void> = Promise.resolve();
  /** Whether somebody has a turn or waits for one. */
  #taken = false;
  readonly #asides = new Set<Promise<unknown>>();

  /** Does `work` when all that came before is done, at a time when no work is done aside. */
  take<T>(work: () => Promise<T>): Promise<T> {
    return this.#whole(work, (attempt) => this.#behind(attempt));
  }

  /** Does work of several turns that changes state, and brings it back before it ends.
   *  @param work  is given what takes its turns: those of others wait for its end */
  async aside<T>(work: (take: Take) => Promise<T>): Promise<T> {
    const mine = work((turn) => this.#behind(turn));
    this.#asides.add(mine);
    try {
      return await mine;
    } finally {
      this.#asides.delete(mine);
    }
  }

  /** As `take`; it begins before it returns if nobody has a turn or waits for one. */
  takeNow<T>(work: () => Promise<T>): Promise<T> {
    return this.#whole(work, (attempt) => (this.#taken ? this.#behind(attempt) : this.#note(attempt())));
  }

  /** Does work in a turn as soon as there is one in which no work is done aside. */
  async #whole<T>(work: () => Promise<T>, take: Take): Promise<T> {
    for (;;) {
      if (this.#asides.size > 0) await Promise.allSettled(this.#asides);
      const result = await take(async () => (this.#asides.size > 0 ? undefined : { done: await work() }));
      if (result !== undefined) return result.done;
    }
  }

  #behind<T>(work: () => Promise<T>): Promise<T> {
    return this.#note(this.#last.then(work));
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
