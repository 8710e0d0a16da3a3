/** What `npm run prebuild:run` has another runtime do with an addon: run recorded programs and train networks, on every target of the
 *  processor, on one thread and two: `MYELIN_NATIVE_PATH=... node foreign-program.js RECORDS RESULT.json STEPS`. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { nativeBackend, nativeTargets } from '../src/backend/native.ts';
import { setBackend } from '../src/backend/select.ts';
import type { Outcome } from './foreign-records.ts';
import { arenasDigested, recordsOf } from './foreign-records.ts';
import { dataOf, NETS, SEQUENCES, type TrainedNet } from './nets.ts';

const EPOCHS = 10;
const [records, result, steps] = process.argv.slice(2);

function* ranOn(target: string, threads: number): Generator<Int32Array> {
  const arena = nativeBackend({ target, threads }).allocate(1);
  for (const { words, arena: before } of recordsOf(readFileSync(records!))) {
    if (arena.elements < before.length) arena.resize(before.length);
    arena.write(0, before);
    const program = arena.load(words);
    arena.run(program, 1);
    arena.unload(program);
    const after = new Int32Array(before.length);
    arena.read(0, after);
    yield after;
  }
  arena.free();
}

/** A digest of the weights after training, and of what they predict. */
async function trained(net: TrainedNet): Promise<string> {
  const model = net.model();
  const { x, y } = dataOf(net, Math.min(net.rows, Number(steps) * net.batchSize));
  await model.fit(x, y, { epochs: EPOCHS, batchSize: net.batchSize, verbose: 0 });
  const hash = createHash('sha256');
  const predicted = await model.predict(x);
  if (Array.isArray(predicted)) throw new Error(`${net.name} has several outputs`);
  for (const { data } of [...model.getWeights(), predicted]) hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  model.dispose();
  return hash.digest('hex').slice(0, 16);
}

const outcomes: Record<string, Outcome> = {};
for (const target of nativeTargets()) {
  for (const threads of [1, 2]) {
    const programs = arenasDigested(ranOn(target, threads));
    setBackend(nativeBackend({ target, threads }));
    const nets: Record<string, string> = {};
    for (const net of [...NETS, SEQUENCES]) nets[net.name] = await trained(net);
    outcomes[`${target}, threads ${threads}`] = { programs, nets };
  }
}
writeFileSync(result!, JSON.stringify(outcomes));
// Standard output is not to be had everywhere; the file is all that counts.
process.exit(0);
