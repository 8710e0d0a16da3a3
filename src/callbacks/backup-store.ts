import { kept, type Option } from '../core/declaration.ts';
import { ConfigError, FormatError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';
import { warn } from '../core/warn.ts';
import { codeOf, onFile } from '../formats/file-error.ts';
import type { RunningFit } from '../model/callback.ts';
import { joined } from '../model/save.ts';

/** Where backups are kept, in the place of a folder: a data base of a page, for example. */
export interface BackupStore {
  /** The bytes that `write` was given last; undefined if there are none. */
  read(): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** Keeps the bytes in the place of those before: at any moment one of the two must be there, whole. */
  write(bytes: Uint8Array): void | Promise<void>;
  remove(): void | Promise<void>;
}

/** A folder, or a store of the user's. */
export const backupPlace = (): Option<string | BackupStore, string | BackupStore> =>
  kept((where, name, given) => {
    const { read, write, remove } = (given ?? {}) as Partial<BackupStore>;
    const isStore = typeof given === 'object' && [read, write, remove].every((f) => typeof f === 'function');
    if (isStore || (typeof given === 'string' && given !== '')) return given;
    throw new ConfigError(`${where}: ${name} must be the path of a folder, or { read, write, remove }, received ${show(given)}.`);
  });

/** What keeps backups of a fit. */
export interface Backups {
  /** Brings a fit back, if there is a backup. */
  resume(fit: RunningFit): Promise<void>;
  save(pieces: readonly Uint8Array[]): Promise<void>;
  remove(): Promise<void>;
}

export class StoredBackups implements Backups {
  readonly #store: BackupStore;

  constructor(store: BackupStore) {
    this.#store = store;
  }

  async resume(fit: RunningFit): Promise<void> {
    const bytes = await this.#store.read();
    if (bytes !== undefined) await fit.resume(bytes, 'backupAndRestore: the backup');
  }

  async save(pieces: readonly Uint8Array[]): Promise<void> {
    await this.#store.write(await joined(pieces));
  }

  async remove(): Promise<void> {
    await this.#store.remove();
  }
}

const LATEST = 'latest.safetensors', PREVIOUS = 'previous.safetensors';

/** Backups in a folder, which has nothing else of theirs. */
export class FolderBackups implements Backups {
  readonly #folder: string;
  readonly #both: boolean;

  /** @param both  whether the backup before the last one is kept, too
   *  @throws {ConfigError} in a page */
  constructor(folder: string, both: boolean) {
    try {
      host().files('backupAndRestore');
    } catch (cause) {
      throw new ConfigError(
        'backupAndRestore: a page has no folders. Give backupDir as { read, write, remove }, which keep bytes in IndexedDB, for example.',
        { cause },
      );
    }
    this.#folder = folder;
    this.#both = both;
  }

  /** @throws {FileError} if the folder cannot be made or read
   *  @throws {FormatError} if the file is damaged, and there is no other */
  async resume(fit: RunningFit): Promise<void> {
    const { makeFolder, rm } = host().files('backupAndRestore');
    await onFile('backupAndRestore', this.#folder, () => makeFolder(this.#folder));
    const paths: string[] = [];
    // A process that kept both may have ended before it wrote the latest.
    const latest = await this.#has(LATEST);
    if (latest) paths.push(this.#path(LATEST));
    if ((this.#both || !latest) && (await this.#has(PREVIOUS))) paths.push(this.#path(PREVIOUS));
    for (const [i, path] of paths.entries()) {
      try {
        await fit.resume(path, `backupAndRestore: ${path}`);
        // A damaged one must not take the place of this one when the next is written.
        for (const damaged of paths.slice(0, i)) await onFile('backupAndRestore', damaged, () => rm(damaged));
        return;
      } catch (error) {
        if (!(error instanceof FormatError) || i === paths.length - 1) throw error;
        warn('MYELIN_BACKUP_DAMAGED', `${error.message} Training goes on from the backup before it, ${paths[i + 1]}.`);
      }
    }
  }

  async save(pieces: readonly Uint8Array[]): Promise<void> {
    const { rename, writeWhole } = host().files('backupAndRestore');
    const [latest, previous] = [this.#path(LATEST), this.#path(PREVIOUS)];
    if (this.#both && (await this.#has(LATEST))) await onFile('backupAndRestore', latest, () => rename(latest, previous));
    await writeWhole('backupAndRestore', latest, pieces);
  }

  /** Removes the backups, and the folder if nothing else is in it. */
  async remove(): Promise<void> {
    const { removeLeftovers, rm, rmdir } = host().files('backupAndRestore');
    for (const name of [PREVIOUS, LATEST]) await onFile('backupAndRestore', this.#path(name), () => rm(this.#path(name), { force: true }));
    await removeLeftovers(this.#folder);
    await rmdir(this.#folder).catch(() => undefined);
  }

  #path(name: string): string {
    return host().files('backupAndRestore').join(this.#folder, name);
  }

  async #has(name: string): Promise<boolean> {
    const { stat } = host().files('backupAndRestore');
    const path = this.#path(name);
    return onFile('backupAndRestore', path, () =>
      stat(path).then(
        () => true,
        (error: unknown) => {
          if (codeOf(error) === 'ENOENT') return false;
          throw error;
        },
      ),
    );
  }
}
