/** `npm run bench -- prebuilt`: the addon of `npm run prebuild` for this system beside the one that was built here, in turns within one
 *  process, on every target: products, kernels, and steps of training of the networks. First both must come to the same bits.
 *  `--target=avx2` takes one target, `--case=sgemm` what begins so, `--addon=PATH` another addon than prebuilds'. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { Addon } from '../src/backend/addon.ts';
import { platformNames } from '../src/backend/libc.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { imageOf } from '../test/reference/judge.ts';
import { arenasDigested } from './foreign-records.ts';
import { CASES } from './kernel-cases.ts';
import { NETS } from './nets.ts';
import { option } from './option.ts';
import { skip } from './replay.ts';
import { report, type Row } from './report.ts';
import { recordSteps } from './steps.ts';
import { compete, median, processorTime } from './timing.ts';

const LOCAL = 'build/Release/myelin.node';
/** Least ratio of the local addon's time to the prebuilt one's. */
const LEAST = 0.97;
const prebuilt = option('addon') ?? `prebuilds/${platformNames()[0]}/myelin.node`;
for (const file of [LOCAL, prebuilt]) if (!existsSync(file)) skip('prebuilt', `there is no ${file}: npm run setup, npm run prebuild`);
const addons = [LOCAL, prebuilt].map((file) => createRequire(import.meta.url)(resolve(file)) as Addon) as [Addon, Addon];

/** A program, and the arena that it begins with. */
interface Work {
  readonly label: string;
  readonly words: Int32Array;
  readonly image: Int32Array;
}
const steps = await recordSteps(wasmBackend(), NETS);
const works: readonly Work[] = [
  ...[...steps].map(([label, { words, arena }]) => ({ label: `step of ${label}`, words, image: arena })),
  ...CASES.map(({ label, arrangement }) => ({ label, words: arrangement.words, image: imageOf(arrangement) })),
].filter(({ label }) => label.startsWith(option('case') ?? ''));

async function measure({ label, words, image }: Work, target: string): Promise<Row> {
  const contenders = addons.map((addon) => {
    const arena = new addon.Arena(image.length, target, 1);
    arena.write(0, image);
    const program = arena.load(words);
    arena.run(program, 1);
    const after = new Int32Array(image.length);
    arena.read(0, after);
    return { arena, program, after };
  });
  const [local, other] = arenasDigested(contenders.map(({ after }) => after));
  if (local !== other) throw new Error(`${label} on ${target}: the prebuilt addon comes to other bits than the local one`);
  const [, timing] = await compete(
    contenders.map(({ arena, program }, i) => ({
      name: ['local', 'prebuilt'][i]!,
      run: (times) => processorTime(() => arena.run(program, times)),
    })),
    { rounds: 15, milliseconds: 8, seconds: 4, fewest: 5 },
  );
  for (const { arena } of contenders) arena.free();
  return { work: label, target, us: 1e6 * timing!.seconds, ratio: timing!.ratio };
}

const rows: Row[] = [];
for (const target of addons[0].targets().filter((name) => name === (option('target') ?? name))) {
  for (const work of works) rows.push(await measure(work, target));
}
const ratios = rows.map((row) => row.ratio as number);
const slower = rows.filter((row) => (row.ratio as number) < LEAST).map(({ work, target }) => `${work} on ${target}`);
report(
  'prebuilt', rows,
  `us: processor time of the prebuilt addon; ratio: how many times as fast it is as the local one, median ${median(ratios).toFixed(3)}. ` +
  `Below ${LEAST}: ${slower.join(', ') || 'none'}.`,
);
