/** `npm run bench -- fuzz [--seconds=60] [--seed=1]`: files that are altered at random are read. Each answers with what it holds or with an
 *  error of myelin, within a second. The seed of a case that does not is printed: `--seed=that --cases=1` repeats it. */
import { gzipSync } from 'node:zlib';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { datasets, layers, loadModel, MyelinError, optimizers, sequential } from '../src/index.ts';
import { readSafetensors, writeSafetensors } from '../src/formats/safetensors.ts';
import { contentsOf } from '../src/model/save.ts';
import { generator } from '../test/samples/sample.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' }, cases: { type: 'string', default: 'Infinity' },
  },
});
const [seconds, first, cases] = [Number(values.seconds), Number(values.seed), Number(values.cases)];
/** Milliseconds of a case, many times what a file of some kilobytes takes. */
const MOST = 1000;

const folder = mkdtempSync(join(tmpdir(), 'myelin-fuzz-'));
const path = join(folder, 'file');

const model = sequential(
  [
    layers.conv1d({ filters: 3, kernelSize: 2, inputShape: [6, 2], activation: 'relu' }), layers.lstm({ units: 3 }),
    layers.batchNormalization(), layers.dropout({ rate: 0.1 }), layers.dense({ units: 2, activation: 'softmax' }),
  ],
  { seed: 1 },
).compile({ optimizer: optimizers.adam({ useEma: true }), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
const { tensors, metadata } = await contentsOf(model, {});
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const table = text('name,"a b",c\nx,1,2.5\n"y ""q""",-3e4,\n"two\nlines",,1\n');
const idx = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 3, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6);
const wav = Uint8Array.from(
  Buffer.from('524946462c00000057415645666d7420100000000100010044ac000088580100020010006461746108000000010002000300ff7f', 'hex'),
);

/** What is altered, and who reads it. */
const KINDS: Readonly<Record<string, readonly [Uint8Array, (bytes: Uint8Array) => unknown]>> = {
  safetensors: [writeSafetensors(tensors, metadata), readSafetensors],
  model: [writeSafetensors(tensors, metadata), loadModel],
  configuration: [text(metadata['myelin']!), (bytes) => loadModel(writeSafetensors(tensors, { myelin: Buffer.from(bytes).toString() }))],
  csv: [table, fromFile((file) => datasets.readCsv(file, { maxBytes: 1 << 20 }))],
  'csv text': [table, (bytes) => datasets.parseCsv(Buffer.from(bytes).toString())],
  'csv, zipped': [gzipSync(table), fromFile((file) => datasets.readCsv(file, { maxBytes: 1 << 20 }))],
  idx: [idx, fromFile((file) => datasets.readIdx(file, { maxBytes: 1 << 20 }))],
  'idx, zipped': [gzipSync(idx), (bytes) => datasets.parseIdx(bytes, { maxBytes: 1 << 20 })],
  fasta: [text('>a b\nACGT\nAC\n;x\n>c\n\nTTT-*\n'), fromFile((file) => datasets.readFasta(file))],
  wav: [wav, (bytes) => datasets.parseWav(bytes)],
};

function fromFile(read: (file: string) => unknown): (bytes: Uint8Array) => unknown {
  return (bytes) => {
    writeFileSync(path, bytes);
    return read(path);
  };
}

const WORDS = [
  '0', '-1', '1e9', '99999999999', 'null', 'true', '""', '[]', '{}', '[[[[', '"x"', '__proto__', '\u0000', '\ufeff', ',', '\n', '"',
];

/** The bytes with some changes: bits, bytes, numbers of four bytes, pieces that are cut out or repeated, words put in. */
function altered(bytes: Uint8Array, random: () => number): Uint8Array {
  const below = (n: number): number => Math.floor(random() * n);
  let file = Buffer.from(bytes);
  for (let i = below(4); i >= 0; i--) {
    const at = below(file.length + 1);
    const to = Math.min(file.length, at + below(1 << below(8)));
    const way = below(7);
    if (way === 0 && at < file.length) file[at]! ^= 1 << below(8);
    else if (way === 1 && at < file.length) file[at] = below(256);
    else if (way === 2 && at + 4 <= file.length) file.writeUInt32LE([0, 1, 0x7fffffff, 0xffffffff, below(2 ** 32)][below(5)]!, at);
    else if (way === 3) file = Buffer.concat([file.subarray(0, at), file.subarray(to)]);
    else if (way === 4) file = Buffer.concat([file.subarray(0, to), file.subarray(at)]);
    else if (way === 5) file = Buffer.concat([file.subarray(0, at), Buffer.from(WORDS[below(WORDS.length)]!), file.subarray(at)]);
    else {
      // A number in text becomes another, which keeps what is around it readable.
      const numbers = [...file.toString('latin1').matchAll(/\d+/g)];
      const { index, 0: digits } = numbers[below(Math.max(1, numbers.length))] ?? { index: 0, 0: '' };
      const other = Buffer.from(String([0, 1, 7, 1e6, 2 ** 31, -1, 0.5][below(7)]));
      file = Buffer.concat([file.subarray(0, index), other, file.subarray(index + digits.length)]);
    }
  }
  return Uint8Array.from(file);
}

const counts: Record<string, { read: number; refused: number }> = Object.fromEntries(
  Object.keys(KINDS).map((kind) => [kind, { read: 0, refused: 0 }]),
);
let bad = 0;
const begun = performance.now();
const until = begun + 1000 * seconds;
let seed = first;
for (; seed < first + cases && performance.now() < until; seed++) {
  const random = generator(seed);
  const kind = Object.keys(KINDS)[Math.floor(random() * Object.keys(KINDS).length)]!;
  const [bytes, read] = KINDS[kind]!;
  const used = process.cpuUsage();
  try {
    await read(altered(bytes, random));
    counts[kind]!.read++;
  } catch (error) {
    counts[kind]!.refused++;
    if (!(error instanceof MyelinError)) {
      bad++;
      console.error(`seed ${seed}, ${kind}: ${(error as Error).stack}`);
    }
  }
  const { user, system } = process.cpuUsage(used);
  if ((user + system) / 1000 > MOST) {
    bad++;
    console.error(`seed ${seed}, ${kind}: took ${Math.round((user + system) / 1000)} ms`);
  }
}
rmSync(folder, { recursive: true });
console.table(counts);
console.log(`${seed - first} files, seeds ${first} to ${seed - 1}, ${Math.round((performance.now() - begun) / 1000)} s: ${bad} faults`);
process.exitCode = bad === 0 ? 0 : 1;
