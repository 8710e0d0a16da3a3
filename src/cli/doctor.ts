import { cpus, totalmem } from 'node:os';
import type { Command } from 'commander';
import { nativeTargets } from '../backend/native.ts';
import { backend, layers, optimizers, sequential } from '../index.ts';
import { backendText } from './backend-text.ts';
import { EXIT, EXIT_HELP } from './exit.ts';
import { tell, tellJson } from './say.ts';
import { version } from './version.ts';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('tell which machine runs, why, and whether it computes rightly')
    .description(
      'Prints versions, processor and backend, why that backend was chosen and what kept others from running, then trains a tiny ' +
      'network to see that it learns.',
    )
    .option('--json', 'print it as JSON')
    .addHelpText('after', `${EXIT_HELP} 1 also means that the tiny network did not learn.`)
    .action(doctor);
}

async function doctor(flags: { readonly json?: boolean }): Promise<void> {
  const info = backend();
  const learns = await learnsXor();
  const { MYELIN_BACKEND, MYELIN_TARGET, MYELIN_NUM_THREADS } = process.env;
  const settings = Object.fromEntries(
    Object.entries({ MYELIN_BACKEND, MYELIN_TARGET, MYELIN_NUM_THREADS }).filter(([, value]) => value !== undefined),
  );
  const targets = nativeTargets();
  const processor = cpus()[0]?.model ?? 'unknown';
  if (flags.json) {
    const failures = info.failures.map(({ name, error }) => ({ name, error: error.message }));
    tellJson({
      version: version(), node: process.version, platform: process.platform, arch: process.arch, processor,
      processors: cpus().length, backend: { ...info, failures }, targets, settings, learns,
    });
  } else {
    tell(`myelin ${version()}, Node ${process.version}, ${process.platform} ${process.arch}`);
    tell(`${processor}, ${cpus().length} processors, ${(totalmem() / 2 ** 30).toFixed(1)} GiB`);
    for (const [name, value] of Object.entries(settings)) tell(`${name}=${value}`);
    tell(backendText(info));
    if (targets.length > 0) tell(`Targets this processor can run, the best last: ${targets.join(', ')} (MYELIN_TARGET chooses)`);
    tell(
      learns
        ? 'A tiny network learns XOR: all is well'
        : 'A tiny network did not learn XOR: this backend computes wrongly here. Try MYELIN_BACKEND=wasm, and report it',
    );
  }
  if (!learns) process.exitCode = EXIT.failed;
}

/** Whether a small network learns XOR, which no single layer can. */
async function learnsXor(): Promise<boolean> {
  const x = [[0, 0], [0, 1], [1, 0], [1, 1]];
  const y = [[0], [1], [1], [0]];
  const model = sequential(
    [layers.dense({ units: 8, activation: 'tanh', inputShape: [2] }), layers.dense({ units: 1, activation: 'sigmoid' })],
    { seed: 1 },
  );
  model.compile({ optimizer: optimizers.adam({ learningRate: 0.05 }), loss: 'binaryCrossentropy' });
  await model.fit(x, y, { epochs: 200, batchSize: 4, verbose: 0 });
  const { data } = await model.predict(x);
  return y.every(([truth], row) => Math.round(data[row]) === truth);
}
