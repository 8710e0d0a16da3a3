import { describePreparation, type Target } from '../data/preparation.ts';
import { rowsText } from './figures.ts';
import type { NetworkOptions } from './network.ts';
import type { Sets } from './sets.ts';

/** Labels shown before the list is cut. */
const MAX_LABELS = 12;

/** Describes on stderr how the data is prepared and what will be trained. */
export function describeTraining({ subject, train, held }: Sets, options: NetworkOptions): void {
  const { target } = subject;
  console.error(targetText(target));
  if (subject.kind === 'table') for (const line of preparationLines(subject.preparation)) console.error(`  ${line}`);
  const { layers, dropout, l2, dtype, optimizer, epochs, batchSize } = options;
  const outputs = target.task === 'classification' ? target.labels.length : 1;
  const network = [train.x.shape.slice(1).join(' x '), ...layers, outputs].join(' - ');
  console.error(
    `${rowsText(train.x.shape[0])} to train on${held === undefined ? '' : `, ${held.x.shape[0]} held out`}; ` +
    `network ${network}${dropout > 0 && layers.length > 0 ? `, dropout ${Number(dropout.toPrecision(3))}` : ''}` +
    `${l2 > 0 ? `, L2 ${Number(l2.toPrecision(3))}` : ''}${dtype === 'float32' ? '' : `, ${dtype}`}; ` +
    `${optimizer}, ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} of batches of ${batchSize}`,
  );
}

export function targetText(target: Target): string {
  if (target.task === 'regression') {
    return `Regression of '${target.name}' (mean ${target.mean.toPrecision(4)}, deviation ${target.std.toPrecision(4)})`;
  }
  const { labels } = target;
  return `Classification of '${target.name}' into ${labels.length} classes: ` +
    `${labels.slice(0, MAX_LABELS).join(', ')}${labels.length > MAX_LABELS ? ', ...' : ''}`;
}

/** One line for each column. */
export function preparationLines(preparation: Parameters<typeof describePreparation>[0]): string[] {
  const columns = describePreparation(preparation);
  const width = Math.max(...columns.map(({ name }) => name.length));
  return columns.map(
    ({ name, features, missing, note }) =>
      `${name.padEnd(width)}  ${note}${missing > 0 ? `; ${missing} missing` : ''}${features > 1 ? `; ${features} inputs` : ''}`,
  );
}
