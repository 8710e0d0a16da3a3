import { stat } from 'node:fs/promises';
import { FolderBackups } from '../callbacks/backup-store.ts';
import { callbacks, type Callback } from '../index.ts';

/** Seconds of training between two backups. */
const SECONDS = 5;

/** The folder of backups beside a model's file. */
export const backupDirOf = (out: string): string => `${out}.backup`;

/** Keeps a backup of the training of a model, from which it goes on if the process is killed, or is interrupted: then nothing is saved in
 *  the midst of an epoch that has been cut short.
 *  @param out  the model's file */
export function backedUp(out: string, signal: AbortSignal): Callback {
  const backup = callbacks.backupAndRestore({ backupDir: backupDirOf(out), saveFreq: { seconds: SECONDS }, deleteCheckpoint: false });
  return { ...backup, onCheckpoint: (at) => (signal.aborted ? undefined : backup.onCheckpoint!(at)) };
}

/** Whether a training of the model was killed or interrupted. */
export const hasBackup = async (out: string): Promise<boolean> => (await stat(backupDirOf(out)).catch(() => undefined)) !== undefined;

/** Removes the backup, once the model is saved. */
export const removeBackup = (out: string): Promise<void> => new FolderBackups(backupDirOf(out), false).remove();
