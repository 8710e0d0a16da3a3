/** Files that are altered, by their bytes or by the values that they hold, and read. What loads must work. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { datasets, input, layers, loadModel, model, MyelinError, sequential, tensor, type Model, type Tensor } from '../../src/index.ts';
import { readIdxPair } from '../../src/formats/idx-folder.ts';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors.ts';
import { contentsOf } from '../../src/model/save.ts';
import { Journal } from '../../src/search/journal.ts';
import { LAYER_CASES } from '../../test/layers/cases.ts';
import { HOST_CASES } from '../../test/layers/host-cases.ts';
import { Draw } from '../keras/draw.ts';
import { drawOptimizer } from '../keras/optimizers.ts';
import { alteredBytes, alteredValue } from './alter.ts';
import { METRICS, partOf } from './parts.ts';
import type { Trial } from './trial.ts';

type Reading = (draw: Draw, say: (line: string) => void) => unknown;

const folder = mkdtempSync(join(tmpdir(), 'myelin-fuzz-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, 'file');
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Bytes that are altered and read, from memory, a Blob or a file. */
function read(bytes: Uint8Array, reader: (source: Uint8Array | Blob | string, draw: Draw) => unknown): Reading {
  return (draw, say) => {
    const altered = alteredBytes(draw, bytes);
    say(`${altered.length} bytes: ${Buffer.from(altered.subarray(0, 2000)).toString('base64')}`);
    const way = draw.whole(0, 3);
    if (way === 0) return reader(new Blob([altered as Uint8Array<ArrayBuffer>]), draw);
    if (way === 1) return reader(altered, draw);
    writeFileSync(path, altered);
    return reader(path, draw);
  };
}

/** Values of inputs above which a model that loads is not used: the file says that they are large, and they may be. */
const LARGE = 1e5;

const TABLE = text('name,"a b",c\nx,1,2.5\n"y ""q""",-3e4,\n"two\nlines",,1\n');
const IDX = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 3, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6);
const FASTA = text('>a b\nACGT\nAC\n;x\n>c\n\nTTT-*\n');
const WAV = Uint8Array.from(
  Buffer.from('524946462c00000057415645666d7420100000000100010044ac000088580100020010006461746108000000010002000300ff7f', 'hex'),
);
const SMALL = { maxBytes: 1 << 20 };
const csv = (source: Uint8Array | Blob | string, draw: Draw): unknown =>
  datasets.readCsv(source as string, { ...SMALL, ...(draw.chance(0.3) ? { separator: draw.pick([',', ';', '\t']) } : {}) });

interface Stored {
  readonly tensors: Parameters<typeof writeSafetensors>[0];
  readonly metadata: Readonly<Record<string, string>>;
}

/** A model with a layer of the cases, compiled at random. */
function drawModel(draw: Draw): Model<unknown> {
  const host = draw.chance(0.15);
  if (host) {
    const { make } = HOST_CASES[draw.pick(Object.keys(HOST_CASES))]!;
    return sequential([make()], { seed: 1 }) as Model<unknown>;
  }
  const { make, inputShape, more = [] } = LAYER_CASES[draw.pick(Object.keys(LAYER_CASES).filter((name) => !LAYER_CASES[name]!.unsaved))]!;
  const layer = make();
  const dtype = layer.inputDtype;
  const inputs = [inputShape, ...more].map((shape) => input({ shape: shape.slice(1), dtype }));
  const result = layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as Tensor;
  const made = model({ inputs: inputs.length === 1 ? inputs[0]! : inputs, outputs: result as never }) as unknown as Model<unknown>;
  if (draw.chance(0.5)) {
    made.compile({ optimizer: partOf(drawOptimizer(draw)), loss: 'mse', metrics: [draw.pick(METRICS)] } as never);
  }
  return made;
}

/** The contents of files, each made once. */
const contents = new Map<number, Promise<Stored>>();
const FILES = 300;
function drawContents(draw: Draw): Promise<Stored> {
  const seed = draw.whole(1, FILES);
  let known = contents.get(seed);
  if (known === undefined) {
    known = (async () => {
      for (let tried = 0; ; tried++) {
        try {
          const made = drawModel(new Draw(seed + FILES * tried));
          const { tensors, metadata } = await contentsOf(made, {});
          made.dispose();
          return { tensors, metadata };
        } catch {
          // Not every compile fits: another one is drawn.
        }
      }
    })();
    contents.set(seed, known);
  }
  return known;
}

/** Loads a model, and lets it predict, train and be saved. */
async function used(bytes: Uint8Array, draw: Draw, say: (line: string) => void): Promise<void> {
  const loaded = (await loadModel(bytes)) as unknown as Model<unknown>;
  say(`loaded ${loaded.name}`);
  try {
    const specs = loaded.inputs ?? [];
    const sizes = specs.map(({ shape }) => shape.slice(1).reduce<number>((a, d) => a * (d ?? 3), 2));
    if (loaded.readsHostData || sizes.some((size) => size > LARGE)) return;
    const x = specs.map(({ shape, dtype }) => {
      const whole = [2, ...shape.slice(1).map((d) => d ?? 3)];
      const values = Array.from({ length: whole.reduce((a, b) => a * b, 1) }, () => draw.whole(0, 2));
      return tensor(dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values), whole);
    });
    const y = await loaded.predict((x.length === 1 ? x[0] : x) as never);
    if (loaded.compiled) await loaded.fit((x.length === 1 ? x[0] : x) as never, y as never, { epochs: 1, verbose: 0 });
    await loaded.toBytes();
  } finally {
    loaded.dispose();
  }
}

const tokens = layers.bytePairTokenizer({ vocabularySize: 270, specialTokens: ['<|end|>'] });
tokens.adapt(['the cat sat on the mat', 'a dog']);
const TOKENIZER = JSON.stringify(tokens.tokenizer);
const SEARCH = { seed: 1, trials: 3 };
const JOURNAL = [
  { journal: 1, ...SEARCH },
  { trial: 0, epochs: 2, history: { loss: [1, 0.5] }, ended: false },
]
  .map((line) => `${JSON.stringify(line)}\n`)
  .join('');
const GOLDEN = ['version-0.1', 'format-2'].map((name) =>
  readFileSync(new URL(`../../../test/golden/${name}.safetensors`, import.meta.url)),
);

const READERS: Readonly<Record<string, Reading>> = {
  safetensors: async (draw, say) => {
    const { tensors, metadata } = await drawContents(draw);
    return read(writeSafetensors(tensors, metadata), (source) =>
      source instanceof Uint8Array ? readSafetensors(source) : loadModel(source),
    )(draw, say);
  },
  model: async (draw, say) => {
    const { tensors, metadata } = await drawContents(draw);
    const bytes = alteredBytes(draw, writeSafetensors(tensors, metadata));
    say(`${bytes.length} bytes`);
    return used(bytes, draw, say);
  },
  configuration: async (draw, say) => {
    const { tensors, metadata } = await drawContents(draw);
    let configuration = JSON.parse(metadata['myelin']!) as unknown;
    for (let n = draw.whole(1, 2); n > 0; n--) configuration = alteredValue(draw, configuration);
    say(JSON.stringify(configuration));
    return used(writeSafetensors(tensors, { myelin: JSON.stringify(configuration) }), draw, say);
  },
  'configuration, by its bytes': async (draw, say) => {
    const { tensors, metadata } = await drawContents(draw);
    const myelin = Buffer.from(alteredBytes(draw, text(metadata['myelin']!))).toString();
    say(myelin);
    return used(writeSafetensors(tensors, { myelin }), draw, say);
  },
  'earlier version': (draw, say) => read(draw.pick(GOLDEN), (source) => loadModel(source))(draw, say),
  csv: read(TABLE, csv),
  'csv text': read(TABLE, (source, draw) =>
    source instanceof Uint8Array ? datasets.parseCsv(Buffer.from(source).toString()) : csv(source, draw),
  ),
  'csv, zipped': read(gzipSync(TABLE), csv),
  idx: read(IDX, (source) => datasets.readIdx(source, SMALL)),
  'idx, zipped': read(gzipSync(IDX), (source) =>
    source instanceof Uint8Array ? datasets.parseIdx(source, SMALL) : datasets.readIdx(source, SMALL),
  ),
  'idx, a folder': (draw) => {
    for (const name of ['train-images', 'train-labels'])
      writeFileSync(join(folder, name), draw.chance(0.5) ? alteredBytes(draw, IDX) : IDX);
    return readIdxPair(folder, 'train');
  },
  fasta: read(FASTA, (source) => datasets.readFasta(source)),
  wav: read(WAV, (source) => (source instanceof Uint8Array ? datasets.parseWav(source) : datasets.readWav(source))),
  tokenizer: (draw, say) => {
    const altered = draw.chance(0.2) ? alteredBytes(draw, text(TOKENIZER)) : undefined;
    let value: unknown;
    try {
      value = altered === undefined ? alteredValue(draw, JSON.parse(TOKENIZER)) : JSON.parse(Buffer.from(altered).toString());
    } catch {
      return undefined; // It is JSON.parse that refuses.
    }
    say(JSON.stringify(value).slice(0, 3000));
    const layer = layers.bytePairTokenizer({ tokenizer: value as never });
    const ids = layer.encode('the cat, a dog');
    layer.detokenize(ids);
    return layer.apply(['the cat', 'dogs']);
  },
  journal: (draw, say) => {
    const altered = alteredBytes(draw, text(JOURNAL));
    say(Buffer.from(altered).toString());
    writeFileSync(path, altered);
    return Journal.open(path, SEARCH);
  },
};

/** The kind is part of what came, so that the table tells how many of each were read. */
export const files: Trial = async (draw, say) => {
  const kind = draw.pick(Object.keys(READERS));
  say(kind);
  try {
    await READERS[kind]!(draw, say);
    return `${kind}: read`;
  } catch (error) {
    if (error instanceof MyelinError) return `${kind}: refused`;
    throw error;
  }
};
