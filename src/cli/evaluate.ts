import { Option, type Command } from 'commander';
import { ConfigError, DataError } from '../core/errors.ts';
import { addCsvOptions, type CsvFlags } from './arguments.ts';
import { EXIT_HELP, naming } from './exit.ts';
import { confusionText, figuresText, judge } from './figures.ts';
import { noticeUnseen } from './notice.ts';
import { readSource } from './source.ts';
import { loadTrained } from './stored-model.ts';
import { imageRows, tableRows, type Rows, type Subject } from './subject.ts';

interface EvaluateFlags extends CsvFlags {
  readonly set?: 'train' | 'test';
  readonly json?: boolean;
}

export function addEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .summary('tell how good a model is on rows whose answer is known')
    .description('Compares the predictions of MODEL with the targets in DATA: accuracy and loss of classes, RMSE and MAE of numbers in their own units.')
    .argument('<model>', 'a model made by `myelin train`')
    .argument('<data>', 'CSV file with the columns of the training data, or folder of IDX files')
    .addOption(new Option('--set <name>', 'which pair of a folder (default: test if there is one)').choices(['train', 'test']))
    .option('--json', 'print the figures as JSON');
  addCsvOptions(command).addHelpText('after', EXIT_HELP).action(evaluate);
}

async function evaluate(modelPath: string, dataPath: string, flags: EvaluateFlags): Promise<void> {
  const { model, subject } = await loadTrained(modelPath);
  const { target } = subject;
  const rows = await naming(dataPath, () => rowsOf(subject, dataPath, flags));
  const figures = await judge(model, target, rows);
  if (flags.json) console.log(JSON.stringify({ target: target.name, ...(target.task === 'classification' ? { labels: target.labels } : {}), ...figures }, null, 2));
  else console.log([figuresText(figures), ...confusionText(target, figures)].join('\n'));
}

async function rowsOf(subject: Subject, path: string, flags: EvaluateFlags): Promise<Rows> {
  const source = await readSource(path, flags);
  if (source.kind === 'table') {
    if (subject.kind !== 'table') throw new ConfigError('the model takes images. Name a folder of IDX files.');
    const rows = tableRows(subject.preparation, source.table);
    noticeUnseen(rows.unseen);
    if (rows.dropped > 0) console.error(`${rows.dropped} rows left out: their target is missing`);
    if (rows.dropped === source.table.rows) throw new DataError('expected rows with a target, received none.');
    return rows;
  }
  if (subject.kind !== 'images') throw new ConfigError('the model takes rows of a table. Name a CSV file.');
  const pair = flags.set === undefined ? (source.test ?? source.train) : source[flags.set];
  if (pair === undefined) throw new ConfigError(`the folder has no ${flags.set} set.`);
  return imageRows(subject, pair);
}
