import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { addOverwriteOption } from './arguments.ts';
import { EXIT_HELP, naming } from './exit.ts';
import { figuresText, judge, type Figures } from './figures.ts';
import { addKnownOptions, knownRows, type KnownFlags } from './known-rows.ts';
import { tell, tellJson } from './say.ts';
import { checkWritable } from './source.ts';
import { load, loadTrained } from './stored-model.ts';

interface QuantizeFlags extends KnownFlags {
  readonly data?: string;
  readonly json?: boolean;
  readonly overwrite?: boolean;
}

export function addQuantize(program: Command): void {
  const command = program
    .command('quantize')
    .summary('make a model smaller and faster, for predictions alone')
    .description(
      'Makes the kernels of the dense layers of MODEL bytes (int8) and saves the result as OUT. ' +
      'It predicts faster, is a fraction of the size, and cannot be trained. Tells both sizes and, with --data, how good the model ' +
      'was before and is after.',
    )
    .argument('<model>', 'a model saved by myelin')
    .argument('<out>', 'where to save the result')
    .option('--data <path>', 'rows whose answer is known: table with the columns of the training data, or folder of IDX files')
    .option('--json', 'print the figures as JSON');
  addOverwriteOption(addKnownOptions(command)).addHelpText('after', EXIT_HELP).action(quantize);
}

async function quantize(modelPath: string, out: string, flags: QuantizeFlags): Promise<void> {
  const { data } = flags;
  await checkWritable(out, flags.overwrite);
  const { model } = await load(modelPath);
  let figures = async (): Promise<Figures | undefined> => undefined;
  if (data !== undefined) {
    const { subject } = await loadTrained(modelPath);
    const rows = await naming(data, () => knownRows(subject, data, flags));
    figures = () => naming(data, () => judge(model, subject.target, rows));
  }
  const bytesBefore = (await stat(modelPath)).size;
  const before = await figures();
  await naming(modelPath, () => model.quantize('int8'));
  const after = await figures();
  await naming(out, () => model.save(out));
  const bytesAfter = (await stat(out)).size;
  if (flags.json) {
    tellJson({ bytesBefore, bytesAfter, before, after });
    return;
  }
  tell(
    `Saved to ${out}: ${bytesAfter.toLocaleString('en-US')} bytes instead of ${bytesBefore.toLocaleString('en-US')}; ` +
    'a byte a weight, nothing kept of the training',
  );
  if (before !== undefined) tell(`Before: ${figuresText(before)}\nAfter:  ${figuresText(after!)}`);
}
