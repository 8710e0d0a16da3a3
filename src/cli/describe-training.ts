import { host } from '../core/host.ts';
import { printable } from '../core/printable.ts';
import { featureText, featureWidth, type ColumnFeature } from '../preprocessing/column-features.ts';
import { padded, rowsText } from './figures.ts';
import type { NetworkOptions } from './network.ts';
import { note } from './say.ts';
import type { Sets } from './sets.ts';
import { inputShapeOf } from './subject.ts';
import type { Target } from './target.ts';

/** Labels shown before the list is cut. */
const MAX_LABELS = 12;

/** Describes on stderr how the data is prepared and what will be trained. */
export function describeTraining({ subject, train, held }: Sets, options: NetworkOptions): void {
  const { target } = subject;
  note(targetText(target));
  if (subject.kind === 'table') for (const line of columnLines(subject.encoding.columns)) note(`  ${line}`);
  const { layers, dropout, l2, dtype, optimizer, epochs, batchSize } = options;
  const outputs = target.task === 'classification' ? target.labels.length : 1;
  const network = [inputShapeOf(subject).join(' x '), ...layers, outputs].join(' - ');
  note(
    `${rowsText(train.count)} to train on${held === undefined ? '' : `, ${held.count} held out`}; ` +
    `network ${network}${dropout > 0 && layers.length > 0 ? `, dropout ${Number(dropout.toPrecision(3))}` : ''}` +
    `${l2 > 0 ? `, L2 ${Number(l2.toPrecision(3))}` : ''}${dtype === 'float32' ? '' : `, ${dtype}`}; ` +
    `${optimizer}, ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} of batches of ${batchSize}`,
  );
}

export function targetText(target: Target): string {
  if (target.task === 'regression') {
    return `Regression of '${printable(target.name)}' (mean ${target.mean.toPrecision(4)}, deviation ${target.std.toPrecision(4)})`;
  }
  const { labels } = target;
  return `Classification of '${printable(target.name)}' into ${labels.length} classes: ` +
    `${labels.slice(0, MAX_LABELS).map(printable).join(', ')}${labels.length > MAX_LABELS ? ', ...' : ''}`;
}

/** One line for each column. */
export function columnLines(columns: readonly ColumnFeature[]): string[] {
  const width = columns.reduce((most, { name }) => Math.max(most, host().textWidth(printable(name))), 0);
  return columns.map((column) => {
    const { name, missing } = column;
    const inputs = featureWidth(column);
    return (
      `${padded(printable(name), width)}  ${featureText(column)}` +
      `${missing > 0 ? `; ${missing} missing` : ''}${inputs > 1 ? `; ${inputs} inputs` : ''}`
    );
  });
}
