/** Byte pairs against the tokenizers of Hugging Face (test/golden/record-tokenizers.py), and what the layer makes of a tokenizer.json. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, DataError, layers, loadModel, sequential } from '../../src/index.ts';

interface Case {
  readonly size: number;
  readonly special: readonly string[];
  readonly prefix: boolean;
  readonly merges: readonly (readonly [string, string])[];
  readonly ids: readonly (readonly number[])[];
  readonly texts: readonly string[];
}

const golden = JSON.parse(readFileSync(new URL('../golden/tokenizers.json', import.meta.url), 'utf8')) as {
  readonly producer: string;
  readonly texts: readonly string[];
  readonly cases: readonly Case[];
};
const { texts } = golden;

describe.each(golden.cases)(`$size tokens, $special, prefix $prefix as ${golden.producer}`, (known) => {
  const { size, special, prefix, merges, ids, texts: decoded } = known;
  const layer = layers.bytePairTokenizer({ vocabularySize: size, specialTokens: special.slice(1), addPrefixSpace: prefix });
  layer.adapt(texts);

  test('the pairs that are merged', () => {
    expect(layer.tokenizer.model['merges']).toEqual(merges);
    expect(layer.vocabularySize()).toBe(special.length + 256 + new Set(merges.map((pair) => pair.join(''))).size);
  });

  test('the tokens of texts, and back', () => {
    expect(texts.map((text) => layer.encode(text))).toEqual(ids);
    expect(ids.map((numbers) => layer.detokenize(numbers))).toEqual(decoded);
  });

  test('another layer reads the tokenizer', () => {
    const again = layers.bytePairTokenizer({ tokenizer: JSON.parse(JSON.stringify(layer.tokenizer)) });
    expect(texts.map((text) => again.encode(text))).toEqual(ids);
  });
});

test('texts are padded and cut; a saved model keeps the tokens', async () => {
  const tokens = layers.bytePairTokenizer({ vocabularySize: 300, sequenceLength: 4 });
  tokens.adapt(texts.map((text) => [text]).values());
  const [long, none] = [tokens.encode(texts[0]!), tokens.apply([texts[0]!, '']).toArray() as number[][]];
  expect(none).toEqual([long.slice(0, 4), [0, 0, 0, 0]]);
  const model = sequential([tokens, layers.embedding({ inputDim: tokens.vocabularySize(), outputDim: 3 }), layers.flatten()], { seed: 1 });
  const expected = (await model.predict(texts)).toArray();
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  const path = join(folder, 'model.safetensors');
  await model.save(path);
  expect((await (await loadModel(path)).predict(texts)).toArray()).toEqual(expected);
  rmSync(folder, { recursive: true });
});

describe('refusals', () => {
  const layer = layers.bytePairTokenizer({ vocabularySize: 260 });
  test.each<[string, () => unknown, new (...args: never[]) => Error, RegExp]>([
    ['before adapt', () => layer.encode('a'), ConfigError, /has no tokens yet/],
    ['too few tokens', () => layers.bytePairTokenizer({ vocabularySize: 256 }), ConfigError, /at least 257/],
    ['a byte as a special token', () => layers.bytePairTokenizer({ padToken: '_' }), ConfigError, /'_' is a token of the alphabet/],
    ['no tokenizer', () => layers.bytePairTokenizer({ tokenizer: {} as never }), ConfigError, /what a tokenizer.json holds/],
    [
      'added tokens that are no list',
      () => layers.bytePairTokenizer({ tokenizer: { model: { type: 'BPE', vocab: {} }, added_tokens: '' } as never }), ConfigError,
      /expected added_tokens to be a list .* received ''/,
    ],
    [
      'an added token without a number',
      () => layers.bytePairTokenizer({ tokenizer: { model: { type: 'BPE', vocab: {} }, added_tokens: [{ content: 'a' }] } as never }),
      ConfigError, /expected added_tokens to be a list of objects with an id/,
    ],
    [
      'a token whose number is none',
      () => layers.bytePairTokenizer({ tokenizer: { model: { type: 'BPE', vocab: { a: 'x' } } } as never }), ConfigError,
      /expected the number of a token, an integer >= 0, at 'a', received 'x'/,
    ],
    [
      'another model', () => layers.bytePairTokenizer({ tokenizer: { model: { type: 'WordPiece', vocab: {} } } }), ConfigError,
      /'BPE', received 'WordPiece'/,
    ],
    ['numbers', () => layer.adapt([1, 2] as never), DataError, /expected strings/],
    ['a file of something else', () => layer.restore({ model: {} } as never), ConfigError, /adapted must be what a tokenizer/],
  ])('%s', (_, act, kind, message) => {
    expect(act).toThrow(kind);
    expect(act).toThrow(message);
  });

  test('of a tokenizer: padding without a token for it, adapt, tokens that are none', () => {
    const known = layers.bytePairTokenizer({ vocabularySize: 260 });
    known.adapt(['ab ab']);
    const { tokenizer } = known;
    expect(() => known.detokenize([999])).toThrow(/0 to \d+, received 999/);
    expect(() => known.tokenToId('[NONE]')).toThrow(DataError);
    const given = layers.bytePairTokenizer({ tokenizer, padToken: '<pad>' });
    expect(() => given.adapt(['a'])).toThrow(/was given a tokenizer/);
    expect(() => given.apply(['a', 'a b'])).toThrow(/no token '<pad>'/);
  });
});
