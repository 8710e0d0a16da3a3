/** `npm run bench -- generate`: tokens a second that `generate` goes on with, one prompt at a time, beside what a token must read: all
 *  weights, once. The C library reads as many bytes in the same turns (it compares two halves). First the tokens must be those of
 *  `cache: false`, which computes all steps anew. `--threads=n` for other than one; `MYELIN_BACKEND=wasm` for WebAssembly. */
import { nativeBackend } from '../src/backend/native.ts';
import { setBackend } from '../src/backend/select.ts';
import { wasmBackend } from '../src/backend/wasm.ts';
import { generate, input, layers, model, type Functional, type SymbolicTensor } from '../src/index.ts';
import { option } from './option.ts';
import { report, type Row } from './report.ts';
import { compete } from './timing.ts';

const threads = Number(option('threads') ?? 1);
const machine = process.env['MYELIN_BACKEND'] === 'wasm' ? wasmBackend({ threads }) : nativeBackend({ threads });
setBackend(machine);

/** A decoder of so many blocks; the feed-forward layer is four times as wide. Weights of the first lie in a cache, not those of the
 *  last. */
interface Size {
  readonly width: number;
  readonly blocks: number;
  readonly vocabulary: number;
}
const SIZES: readonly Size[] = [
  { width: 128, blocks: 4, vocabulary: 100 },
  { width: 512, blocks: 6, vocabulary: 4000 },
  { width: 768, blocks: 12, vocabulary: 16_000 },
];
const PROMPT = [5, 17, 3, 29, 11, 2, 43, 7];
const TOKENS = 64;

function decoder({ width, blocks, vocabulary }: Size): Functional<SymbolicTensor> {
  const ids = input({ shape: [null], dtype: 'int32' });
  let x = layers.embedding({ inputDim: vocabulary, outputDim: width }).apply(ids) as SymbolicTensor;
  x = layers.add().apply([x, layers.sinePositionEncoding().apply(x) as SymbolicTensor]) as SymbolicTensor;
  for (let i = 0; i < blocks; i++) {
    x = layers.transformerDecoder({ intermediateDim: 4 * width, numHeads: width / 64, normalizeFirst: true }).apply(x) as SymbolicTensor;
  }
  return model({ inputs: ids, outputs: layers.dense({ units: vocabulary }).apply(x) as SymbolicTensor, seed: 1 });
}

const rows: Row[] = [];
for (const size of SIZES) {
  const net = decoder(size);
  const options = { maxNewTokens: TOKENS, strategy: 'greedy', fromLogits: true } as const;
  const few = { ...options, maxNewTokens: 4 };
  const [cached, anew] = [await generate(net, PROMPT, few), await generate(net, PROMPT, { ...few, cache: false })];
  if (cached.join() !== anew.join()) throw new Error(`tokens with a cache are ${cached.join()}, computed anew ${anew.join()}`);
  // Of the table of embeddings a token reads one row.
  const read = 4 * (net.countParams() - size.vocabulary * size.width);
  const [left, right] = [Buffer.alloc(read / 2, 1), Buffer.alloc(read / 2, 1)];
  const [tokens, reading] = await compete(
    [
      {
        name: 'generate',
        async run(times) {
          for (let i = 0; i < times; i++) await generate(net, PROMPT, options);
        },
      },
      {
        name: 'read',
        run(times) {
          for (let i = 0; i < times * TOKENS; i++) left.equals(right);
        },
      },
    ],
    { milliseconds: 500 },
  );
  rows.push({
    width: size.width, blocks: size.blocks, vocabulary: size.vocabulary, 'MB of weights': read / 1e6,
    'tokens/s': TOKENS / tokens!.seconds, 'GB/s': (TOKENS * read) / tokens!.seconds / 1e9,
    'GB/s of a read': (TOKENS * read) / reading!.seconds / 1e9, 'share %': 100 / reading!.ratio,
  });
  net.dispose();
}
report(
  'generate',
  rows,
  `${machine.name} ${machine.target}, ${machine.threads} threads; ${PROMPT.length} tokens of a prompt and ${TOKENS} more, the prompt and ` +
  'the beginning of each call in the time; programs are planned before. MB of weights: what a token reads, all but the table of ' +
  'embeddings; share: the time in which the C library reads as many bytes by that of a token.',
);
