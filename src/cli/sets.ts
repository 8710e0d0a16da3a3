import { ConfigError } from '../core/errors.ts';
import { fitPreparation, targetIndex } from '../data/fit-preparation.ts';
import type { Task } from '../data/preparation.ts';
import { presentRows, selectRows, type Table } from '../data/table.ts';
import type { LabelledImages } from '../formats/idx-folder.ts';
import { naming } from './exit.ts';
import type { Source } from './source.ts';
import { imageRows, imageSubject, pickRows, tableRows, tableSubject, type Rows, type Subject } from './subject.ts';

/** Prepared rows for training and for evaluation. The preparation is fitted on the training rows alone. */
export interface Sets {
  readonly subject: Subject;
  readonly train: Rows;
  readonly held: Rows | undefined;
}

/** Data that can be divided into such sets repeatedly. */
export interface Divisible {
  /** The number of rows with a target, and of rows left out because they have none. */
  readonly rows: number;
  readonly dropped: number;
  /** The class of each row, so that each part gets its share of each class; undefined for regression. */
  readonly strata: ArrayLike<string | number> | undefined;
  divide(train: Int32Array, held: Int32Array | undefined): Promise<Sets>;
}

/** @param path  the path of the source, for messages */
export function divisible(path: string, source: Source, target: string, task: Task | undefined): Divisible {
  if (source.kind === 'table') return divisibleTable(path, source.table, target, task);
  if (source.train === undefined) throw new ConfigError('expected train-images and train-labels in the folder, found the test set only.');
  return divisibleImages(source.train);
}

function divisibleTable(path: string, all: Table, targetName: string, task: Task | undefined): Divisible {
  const index = targetIndex(all, targetName);
  const table = selectRows(all, presentRows(all, index));
  // Task and labels come from all rows, so that a class whose rows are all held out is still a class.
  const { target } = fitPreparation(table, index, task);
  const isClasses = target.task === 'classification';
  return {
    rows: table.rows,
    dropped: all.rows - table.rows,
    strata: isClasses ? table.cells.map((row) => row[index]) : undefined,
    divide: (train, held) =>
      naming(held === undefined ? path : `${path}, without the rows held out`, () => {
        const rows = selectRows(table, train);
        const fitted = fitPreparation(rows, index, target.task);
        const preparation = isClasses ? { ...fitted, target } : fitted;
        return {
          subject: tableSubject(preparation),
          train: tableRows(preparation, rows),
          held: held && tableRows(preparation, selectRows(table, held)),
        };
      }),
  };
}

function divisibleImages(images: LabelledImages): Divisible {
  const classes = images.y.data.reduce((most, label) => Math.max(most, label), 1) + 1;
  const subject = imageSubject(images.x.shape.slice(1), classes);
  const rows = imageRows(subject, images);
  return {
    rows: images.y.data.length,
    dropped: 0,
    strata: images.y.data,
    divide: async (train, held) => ({
      subject,
      train: held === undefined ? rows : pickRows(rows, train),
      held: held && pickRows(rows, held),
    }),
  };
}
