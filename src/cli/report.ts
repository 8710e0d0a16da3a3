import { basename } from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../core/errors.ts';
import { writeWhole } from '../formats/write-file.ts';
import type { History, Sequential } from '../index.ts';
import { validated } from '../core/figure-names.ts';
import { PREDICT_BATCH, rowsText } from './figures.ts';
import type { Sets } from './sets.ts';
import { checkWritable } from './source.ts';
import type { Rows } from './subject.ts';

export const addReport = (command: Command): Command =>
  command.option('--report <file>', 'draw the training, its predictions and the network as a page (HTML, which loads nothing)');

/** Refuses a report that could not be written, before anything is trained.
 *  @param trains  whether a model is trained that stays
 *  @param overwrite  whether a report that is there may be replaced */
export async function checkReport(file: string | undefined, trains: boolean, overwrite: boolean): Promise<void> {
  if (file === undefined) return;
  if (!trains) throw new ConfigError('--report draws a model, and --folds trains none that stays unless --out is given.');
  await checkWritable(file, overwrite);
}

export interface Reported {
  readonly model: Sequential;
  /** The path of the data. */
  readonly source: string;
  readonly sets: Sets;
  readonly test: Rows | undefined;
  readonly history: History;
  /** The figure of training by which networks are chosen. */
  readonly monitor: string;
}

/** Writes the page of a training, judged on the test set, else on the rows held out, else on those that were learnt. */
export async function writeReport(file: string, { model, source, sets, test, history, monitor }: Reported): Promise<void> {
  const { subject: { target }, train, held } = sets;
  const judged = test ?? held ?? train;
  const which = test !== undefined ? 'the test set' : held !== undefined ? 'rows that were held out' : 'the rows that were learnt';
  const page = await model.report(judged.x, judged.y, {
    // A training may be interrupted in its first epoch.
    ...(history.epoch.length === 0 ? {} : { history, monitor: held === undefined ? monitor : validated(monitor) }),
    batchSize: PREDICT_BATCH,
    title: `${target.name}, learnt from ${basename(source)}`,
    description: `Learnt from ${rowsText(train.count)}, judged on ${rowsText(judged.count)}: ${which}.`,
    ...(target.task === 'classification' ? { classNames: target.labels } : {}),
  });
  await writeWhole('report', file, [new TextEncoder().encode(page)]);
}
