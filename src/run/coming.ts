import { hold, type Executable } from './executable.ts';
import type { Session } from './session.ts';

/** A program that is being planned. */
interface Entry {
  planned: Promise<Executable>;
  /** Calls that wait for it. */
  wanted: number;
  done: boolean;
}

/** Begins to plan a program. @param abandoned  tells whether nobody wants it any more: planning then ends with an error */
export type Plan = (abandoned: () => boolean) => Promise<Executable>;

/** Programs that are being planned in pieces, by name. Calls that need one at the same time share it. */
export class Coming {
  readonly #entries = new Map<string, Entry>();

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** A program that is not kept yet. The caller holds it, and must let it go.
   *  @param keep  is given the program as soon as it is there, and answers with the one to use
   *  @throws the signal's reason if it is aborted before. Planning goes on only if others want the program. An aborted
   *    call ends when planning ends */
  async held(
    name: string, session: Session, plan: Plan, keep: (program: Executable) => Executable, signal?: AbortSignal,
  ): Promise<Executable> {
    signal?.throwIfAborted();
    const known = this.#entries.get(name);
    if (known !== undefined) known.wanted++;
    const entry = known ?? this.#begin(name, session, plan, keep);
    let left = false;
    const leave = (): void => {
      left = !entry.done;
      if (left && --entry.wanted === 0) this.#entries.delete(name);
    };
    signal?.addEventListener('abort', leave, { once: true });
    try {
      const program = await entry.planned;
      if (signal?.aborted === true && !left) session.letGo(program);
      return program;
    } finally {
      signal?.removeEventListener('abort', leave);
      signal?.throwIfAborted();
    }
  }

  #begin(name: string, session: Session, plan: Plan, keep: (program: Executable) => Executable): Entry {
    const entry = { wanted: 1, done: false } as Entry;
    const finish = async (planned: Promise<Executable>): Promise<Executable> => {
      try {
        const program = hold(await planned);
        const used = keep(program);
        used.awaited += entry.wanted;
        session.letGo(program);
        return used;
      } finally {
        entry.done = true;
        if (this.#entries.get(name) === entry) this.#entries.delete(name);
      }
    };
    // It begins now: what it records is as it is when the call is made.
    entry.planned = finish(plan(() => entry.wanted === 0));
    this.#entries.set(name, entry);
    return entry;
  }
}
