import type { Command } from 'commander';
import { selectBackend } from '../backend/select.ts';
import type { Backend } from '../backend/backend.ts';
import { ConfigError } from '../core/errors.ts';
import type { Profile } from '../index.ts';
import { floorOf, measurePeaks, type Peaks } from '../model/peaks.ts';
import { wholeNumber } from './arguments.ts';
import { EXIT_HELP, naming } from './exit.ts';
import { addKnownOptions, knownRows, type KnownFlags } from './known-rows.ts';
import { tell, tellJson } from './say.ts';
import { loadTrained } from './stored-model.ts';

interface ProfileFlags extends KnownFlags {
  readonly batchSize: number;
  readonly steps: number;
  readonly predict?: boolean;
  readonly json?: boolean;
}

/** The number of instructions that are shown one by one. */
const SLOWEST = 10;
/** The most characters of an instruction's text that are shown. */
const TEXT = 100;

export function addProfile(program: Command): void {
  const command = program
    .command('profile')
    .summary('tell where the time of a training step goes')
    .description(
      'Runs training steps of MODEL on DATA and prints the time of each kernel beside its floor: ' +
      'the time its arithmetic takes at the rate of the best product (of float32, bfloat16 or bytes), or its bytes at the rate of ' +
      'copying as many, whichever is longer. Both rates are measured first. The model file stays as it is.',
    )
    .argument('<model>', 'a model made by `myelin train`')
    .argument('<data>', 'table with the columns of the training data, or folder of IDX files')
    .option('--batch-size <rows>', 'rows to a step', wholeNumber(1), 128)
    .option('--steps <count>', 'steps to measure', wholeNumber(1), 50)
    .option('--predict', 'profile a prediction, not a training step')
    .option('--json', 'print every instruction as JSON');
  addKnownOptions(command).addHelpText('after', EXIT_HELP).action(profile);
}

/** An instruction or kernel with its time, its operations and bytes, and the least time they can take. */
interface Timed {
  readonly kernel: string;
  readonly microseconds: number;
  readonly floor: number;
  readonly flops: number;
  readonly bytes: number;
}

async function profile(modelPath: string, dataPath: string, { batchSize, steps, predict, json, ...flags }: ProfileFlags): Promise<void> {
  const { model, subject } = await loadTrained(modelPath);
  if (!predict && model.layers.some((layer) => layer.quantizationMode !== undefined)) {
    throw new ConfigError(`${modelPath}: the model is quantised and takes no training steps. Profile a prediction, with --predict.`);
  }
  const { x, y } = await naming(dataPath, () => knownRows(subject, dataPath, flags));
  const backend = selectBackend();
  const peaks = await measurePeaks(backend);
  const told = await model.profile(x, predict ? undefined : y, { batchSize, steps });
  const rows = told.rows.map((row) => ({ ...row, floor: floorOf(row, peaks) }));
  const kernels = byKernel(rows);
  const floor = rows.reduce((sum, row) => sum + row.floor, 0);
  if (json) {
    const { name, target, threads } = backend;
    tellJson({
      step: predict ? 'predict' : 'train', backend: name, target, threads, peaks, batch: told.batch,
      microseconds: told.microseconds, floor, roofline: floor / told.microseconds, kernels, rows,
    });
    return;
  }
  tell(headText(told, floor, peaks, backend, predict ? 'prediction' : 'training step'));
  tell(
    table(
      'by kernel',
      kernels.map((kernel) => ({ ...kernel, text: `${kernel.kernel}${kernel.count > 1 ? ` x ${kernel.count}` : ''}` })),
      told.microseconds,
    ),
  );
  const slowest = rows.toSorted((a, b) => b.microseconds - a.microseconds).slice(0, SLOWEST);
  tell(
    table(
      'the slowest instructions',
      slowest.map((row) => ({ ...row, text: row.line.length > TEXT ? `${row.line.slice(0, TEXT - 1)}…` : row.line })),
      told.microseconds,
    ),
  );
}

/** Adds up the rows of each kernel; the slowest first. */
function byKernel(rows: readonly Timed[]): (Timed & { count: number })[] {
  const kernels = new Map<string, Timed & { count: number }>();
  for (const row of rows) {
    const { count, microseconds, floor, flops, bytes } = kernels.get(row.kernel) ?? {
      count: 0, microseconds: 0, floor: 0, flops: 0, bytes: 0,
    };
    kernels.set(row.kernel, {
      kernel: row.kernel, count: count + 1, microseconds: microseconds + row.microseconds, floor: floor + row.floor,
      flops: flops + row.flops, bytes: bytes + row.bytes,
    });
  }
  return [...kernels.values()].toSorted((a, b) => b.microseconds - a.microseconds);
}

function headText({ batch, microseconds }: Profile, floor: number, peaks: Peaks, { name, target, threads }: Backend, what: string): string {
  const copies = peaks.copies.map(
    ({ bytes, gbs }) => `${bytes >= 2 ** 20 ? `${bytes / 2 ** 20} MB` : `${bytes / 2 ** 10} kB`} ${gbs.toFixed(0)}`,
  );
  const products = Object.entries(peaks.gflops).map(([kernel, gflops]) => `${kernel} ${gflops.toFixed(0)}`);
  return [
    `Running on ${name} (${target}, ${threads} ${threads === 1 ? 'thread' : 'threads'}): ${products.join(', ')} GFLOP/s; ` +
    `copying, in GB/s: ${copies.join(', ')}`,
    `A ${what} of ${batch} rows takes ${microseconds.toFixed(1)} us, ${((1e6 * batch) / microseconds).toFixed(0)} rows a second; ` +
    `its floor is ${floor.toFixed(1)} us: ${((100 * floor) / microseconds).toFixed(0)} % of the roofline`,
  ].join('\n');
}

/** A table: columns of numbers, then a text. */
function table(title: string, rows: readonly (Timed & { readonly text: string })[], total: number): string {
  const line = (cells: readonly string[], text: string): string => `  ${cells.map((cell) => cell.padStart(9)).join('')}  ${text}`;
  const body = rows.map(({ microseconds, floor, flops, bytes, text }) => {
    const rate = (amount: number): string => (microseconds === 0 ? '-' : (amount / microseconds / 1000).toFixed(1));
    const share = (part: number, whole: number): string => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);
    return line(
      [microseconds.toFixed(2), share(microseconds, total), floor.toFixed(2), share(floor, microseconds), rate(flops), rate(bytes)],
      text,
    );
  });
  return ['', line(['us', 'share', 'floor us', 'of floor', 'GFLOP/s', 'GB/s'], title), ...body].join('\n');
}
