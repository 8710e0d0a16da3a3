import type { Command } from 'commander';
import type { Sequential } from '../index.ts';
import { columnLines, targetText } from './describe-training.ts';
import { EXIT_HELP } from './exit.ts';
import { tell, tellJson } from './say.ts';
import { load } from './stored-model.ts';
import type { Subject } from './subject.ts';

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
  const learning = model.compiled ? learningOf(model) : undefined;
  if (flags.json) {
    const { name, inputShape, outputShape, metadata } = model;
    const layers = model.layers.map((layer) => ({
      kind: layer.kind,
      config: layer.getConfig(),
      params: layer.countParams(),
      weights: layer.weights.map((w) => ({ name: w.name, shape: w.shape })),
    }));
    tellJson({
      name, inputShape, outputShape, params: model.countParams(), layers, learning, subject: subject && told(subject),
      metadata: Object.keys(metadata),
    });
    return;
  }
  model.summary({ printFn: tell });
  if (learning !== undefined) {
    const config = Object.entries(learning.optimizer).map(
      ([key, value]) => `${key} ${typeof value === 'number' ? Number(value.toPrecision(7)) : String(value)}`,
    );
    tell(
      `Optimizer: ${learning.kind} (${config.join(', ')}) after ${learning.steps} steps; loss: ` +
      `${learning.loss}${learning.metrics.length > 0 ? `; metrics: ${learning.metrics.join(', ')}` : ''}`,
    );
  }
  if (subject === undefined) return;
  tell(`\n${targetText(subject.target)}`);
  if (subject.kind === 'table') for (const line of columnLines(subject.encoding.columns)) tell(`  ${line}`);
}

/** What a model is about, as data. */
const told = (subject: Subject): unknown =>
  subject.kind === 'table' ? { kind: subject.kind, target: subject.target, columns: subject.encoding.columns } : subject;

/** The training configuration that is saved with the model. */
function learningOf(model: Sequential): {
  kind: string;
  optimizer: Record<string, unknown>;
  steps: number;
  loss: string;
  metrics: string[];
} {
  const { optimizer, losses, figures } = model.engine.training('inspect');
  return {
    kind: optimizer.kind, optimizer: optimizer.getConfig(), steps: optimizer.steps,
    loss: losses[0]?.kind ?? 'none', metrics: figures.map(({ name }) => name),
  };
}
