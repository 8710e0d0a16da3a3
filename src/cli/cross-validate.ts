import { foldsOf } from '../data/split.ts';
import { chooseNetwork } from './choose-network.ts';
import { describeTraining } from './describe-training.ts';
import { figuresText, judge, percent, quantity, type Figures } from './figures.ts';
import { networkFor, trainNetwork, type NetworkFlags } from './network.ts';
import { tell, tellJson } from './say.ts';
import type { Divisible } from './sets.ts';

/** Trains once per fold, evaluates each network on the rows of its fold, and prints the figures and their mean. */
export async function crossValidate(
  data: Divisible, k: number, flags: NetworkFlags & { readonly json?: boolean }, signal: AbortSignal,
): Promise<void> {
  const all: Figures[] = [];
  for (const [i, { train, held }] of foldsOf(data.rows, k, flags.seed, data.strata).entries()) {
    const sets = await data.divide(train, held);
    const options = await chooseNetwork(sets, flags, signal, `fold ${i + 1}/${k}  `);
    const model = networkFor(sets.subject, options);
    if (i === 0) describeTraining(sets, options);
    await trainNetwork(model, { ...sets, held: undefined }, options, signal, `fold ${i + 1}/${k}  `);
    // An interrupted fold is not counted: its figures would be too bad.
    if (signal.aborted) break;
    const figures = await judge(model, sets.subject.target, sets.held!);
    all.push(figures);
    if (!flags.json) tell(`Fold ${i + 1}: ${figuresText(figures)}`);
  }
  if (flags.json) {
    tellJson({ folds: all, mean: all.length === 0 ? undefined : meanOf(all), seed: flags.seed, stopped: signal.aborted });
  } else if (all.length > 0) tell(`Mean of ${all.length} folds: ${meanText(all)}`);
}

/** The mean of every figure that is a number, and the deviation of the main one. */
function meanOf(all: readonly Figures[]): Record<string, number> {
  const names =
    all[0].task === 'classification' ? (['accuracy', 'loss', 'baseline'] as const) : (['rmse', 'mae', 'r2', 'baseline'] as const);
  const means: Record<string, number> = {};
  for (const name of names) {
    const values = all.map((figures) => (figures as unknown as Record<string, number>)[name]);
    const mean = values.reduce((a, b) => a + b) / values.length;
    means[name] = mean;
    means[`${name}Deviation`] = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  }
  return means;
}

function meanText(all: readonly Figures[]): string {
  const mean = meanOf(all);
  return all[0].task === 'classification'
    ? `accuracy ${percent(mean['accuracy'])} (deviation ${percent(mean['accuracyDeviation'])}), loss ${mean['loss'].toFixed(4)} ` +
      `(always the most frequent class: ${percent(mean['baseline'])})`
    : `RMSE ${quantity(mean['rmse'])} (deviation ${quantity(mean['rmseDeviation'])}), MAE ${quantity(mean['mae'])}, R2 ` +
      `${mean['r2'].toFixed(4)} (always the mean: RMSE ${quantity(mean['baseline'])})`;
}
