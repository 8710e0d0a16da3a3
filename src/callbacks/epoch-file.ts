import { host } from '../core/host.ts';
import { warn } from '../core/warn.ts';
import { onFile } from '../formats/file-error.ts';

/** A file of lines, to which the epochs of a fit add theirs. When a training goes on from a checkpoint, the lines of epochs that are
 *  trained again are cut away first. */
export class EpochFile {
  readonly #where: string;
  readonly #path: string;

  /** @param where  begins the errors */
  constructor(where: string, path: string) {
    this.#where = where;
    this.#path = path;
  }

  /** Its bytes; 0 if there is none. */
  async length(): Promise<number> {
    return (await host().files(this.#where).stat(this.#path).catch(() => undefined))?.size ?? 0;
  }

  /** Begins a new file in the place of an old one. */
  empty(): Promise<void> {
    return host().files(this.#where).writeWhole(this.#where, this.#path, []);
  }

  /** Brings the file back to the length that it had.
   *  @returns its length now */
  async cut(length: number): Promise<number> {
    const there = await this.length();
    if (there < length)
      warn(
        'MYELIN_LOG_SHORTER',
        `${this.#where}: ${this.#path} had ${length} bytes when the training was saved, and has ${there} now. It lacks rows.`,
      );
    if (there > length) await onFile(this.#where, this.#path, () => host().files(this.#where).truncate(this.#path, length));
    return Math.min(there, length);
  }

  add(text: string): Promise<void> {
    return host().files(this.#where).appendTo(this.#where, this.#path, text);
  }
}
