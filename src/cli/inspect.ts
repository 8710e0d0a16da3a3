import type { Command } from 'commander';
import { preparationLines, targetText } from './describe-training.ts';
import { EXIT_HELP } from './exit.ts';
import { load } from './stored-model.ts';

export function addInspect(program: Command): void {
  program
    .command('inspect')
    .summary('show what a model file holds')
    .description('Prints the layers, shapes and parameters of MODEL, its optimizer, and how it prepares its inputs.')
    .argument('<model>', 'a model saved by myelin')
    .option('--json', 'print it as JSON')
    .addHelpText('after', EXIT_HELP)
    .action(inspect);
}

async function inspect(path: string, flags: { readonly json?: boolean }): Promise<void> {
  const { model, subject } = await load(path);
  if (flags.json) {
    const { name, inputShape, outputShape, metadata } = model;
    const layers = model.layers.map((layer) => ({ kind: layer.kind, config: layer.getConfig(), params: layer.countParams(), weights: layer.weights.map((w) => ({ name: w.name, shape: w.shape })) }));
    console.log(JSON.stringify({ name, inputShape, outputShape, params: model.countParams(), layers, subject, metadata: Object.keys(metadata) }, null, 2));
    return;
  }
  model.summary();
  if (subject === undefined) return;
  console.log(`\n${targetText(subject.target)}`);
  if (subject.kind === 'table') for (const line of preparationLines(subject.preparation)) console.log(`  ${line}`);
}
