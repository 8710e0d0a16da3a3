import { boolean, options, or } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import type { Callback, RunningFit, Standing } from '../model/callback.ts';
import { backupPlace, FolderBackups, StoredBackups, type Backups, type BackupStore } from './backup-store.ts';
import { Due, saveFreq, type SaveFreq } from './save-freq.ts';

export interface BackupAndRestoreOptions {
  /** A folder for the backups of this training alone, which is made if there is none; or, as in a page, what keeps their bytes. */
  backupDir: string | BackupStore;
  /** When the training is saved: 'epoch', a number of steps, or { seconds: n } (default 'epoch'). */
  saveFreq?: SaveFreq;
  /** Whether the backup before the last one is kept, too, and is taken if the last one is damaged (default false). */
  doubleCheckpoint?: boolean;
  /** Whether the backup is removed when training has ended (default true). If it is kept, the same program goes on from
   *  the last backup: with 'epoch' that is the end. */
  deleteCheckpoint?: boolean;
}

const OPTIONS = options<BackupAndRestoreOptions>()({
  backupDir: backupPlace(),
  saveFreq: or(saveFreq(), 'epoch'),
  doubleCheckpoint: or(boolean(), false),
  deleteCheckpoint: or(boolean(), true),
});

/** Lets a training that was killed go on: a `fit` of the same program with the same folder begins where the last backup was made, in the
 *  midst of an epoch, too, and ends with the bits of one that was never killed: weights, history, predictions. A backup has weights, state
 *  of the optimizer, draws, place in the data, figures of the open epoch, history and what callbacks keep (`state`); it shows one moment,
 *  and replaces the one before as a whole. What the program does besides, such as numbers of its own that a generator draws, it must do
 *  the same way again: a function of data is called with the number of the epoch.
 *  @throws {ConfigError} in fit, if data can be read only once; or if the backup is of another model, other settings or data of another
 *    size, with the difference: `epochs`, `verbose` and options of callbacks may be others
 *  @throws {FileError | FormatError} in fit, if a backup cannot be written or read
 *  @source Keras 3, keras.callbacks.BackupAndRestore, which forgets optimizer slots of open epochs, callbacks and figures */
export function backupAndRestore(options: BackupAndRestoreOptions): Callback {
  const { backupDir, saveFreq: freq, doubleCheckpoint, deleteCheckpoint } = OPTIONS.read('backupAndRestore', options);
  if (typeof backupDir !== 'string' && doubleCheckpoint)
    throw new ConfigError('backupAndRestore: doubleCheckpoint is for a folder. Let the store keep what it was given before.');
  const backups: Backups = typeof backupDir === 'string' ? new FolderBackups(backupDir, doubleCheckpoint) : new StoredBackups(backupDir);
  // A folder that cannot be written to, or a state that cannot be kept, is told before hours have passed.
  const due = new Due(freq, { atOnce: true });
  let fit: RunningFit | undefined;
  return {
    ...(due.stopEvery === undefined ? {} : { stopEvery: due.stopEvery }),
    async setFit(given) {
      given.mustGoOn('backupAndRestore');
      await backups.resume(given);
      fit = given;
    },
    async onCheckpoint(at: Standing) {
      if (due.at(at)) await backups.save(await fit!.checkpoint());
    },
    async onTrainEnd() {
      if (deleteCheckpoint) await backups.remove();
    },
  };
}
