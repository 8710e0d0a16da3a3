import type { Command } from 'commander';
import { EXIT_HELP, naming } from './exit.ts';
import { confusionText, figuresText, judge } from './figures.ts';
import { addKnownOptions, knownRows, type KnownFlags } from './known-rows.ts';
import { tell, tellJson } from './say.ts';
import { loadTrained } from './stored-model.ts';

interface EvaluateFlags extends KnownFlags {
  readonly json?: boolean;
}

export function addEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .summary('tell how good a model is on rows whose answer is known')
    .description(
      'Compares the predictions of MODEL with the targets in DATA: accuracy and loss of classes, RMSE and MAE of numbers in their ' +
      'own units.',
    )
    .argument('<model>', 'a model made by `myelin train`')
    .argument('<data>', 'table with the columns of the training data, or folder of IDX files')
    .option('--json', 'print the figures as JSON');
  addKnownOptions(command).addHelpText('after', EXIT_HELP).action(evaluate);
}

async function evaluate(modelPath: string, dataPath: string, flags: EvaluateFlags): Promise<void> {
  const { model, subject } = await loadTrained(modelPath);
  const { target } = subject;
  const rows = await naming(dataPath, () => knownRows(subject, dataPath, flags));
  const figures = await naming(dataPath, () => judge(model, target, rows));
  if (flags.json) {
    tellJson({ target: target.name, ...(target.task === 'classification' ? { labels: target.labels } : {}), ...figures });
  } else tell([figuresText(figures), ...confusionText(target, figures)].join('\n'));
}
