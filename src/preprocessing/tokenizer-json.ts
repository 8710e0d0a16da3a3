/** Tokenizers in the form in which they are published: `tokenizer.json`. */
import { ConfigError, FormatError, show } from '../core/errors.ts';
import { host } from '../core/host.ts';
import type { BytePairs } from './byte-pairs.ts';

/** The contents of a tokenizer.json. */
export interface TokenizerJson {
  readonly model: { readonly type: string; readonly vocab: Readonly<Record<string, number>>; readonly [part: string]: unknown };
  readonly added_tokens?: readonly { readonly id: number; readonly content: string; readonly [option: string]: unknown }[];
  readonly [part: string]: unknown;
}

/** What cuts texts into tokens as such a file says. */
export interface Tokenizer {
  encode(text: string, options: { add_special_tokens: boolean }): { readonly ids: readonly number[] };
  decode(ids: number[], options: { skip_special_tokens: boolean; clean_up_tokenization_spaces: boolean }): string;
}

/** @throws {ConfigError} if the value is no tokenizer, or one of another kind */
export function checkTokenizer(where: string, name: string, given: TokenizerJson): TokenizerJson {
  const model = (given as Partial<TokenizerJson> | null)?.model;
  if (typeof model?.vocab !== 'object' || model.vocab === null)
    throw new ConfigError(
      `${where}: ${name} must be what a tokenizer.json holds, an object with a model and its vocab, received ${show(given)}. ` +
        "Read the file: JSON.parse(readFileSync('tokenizer.json', 'utf8')).",
    );
  if (model.type !== 'BPE') throw new ConfigError(`${where}: expected a tokenizer of byte pairs, 'BPE', received ${show(model.type)}.`);
  for (const token in model.vocab) {
    const id: unknown = model.vocab[token];
    if (!isId(id))
      throw new ConfigError(`${where}: ${name}: expected the number of a token, an integer >= 0, at ${show(token)}, received ${show(id)}.`);
  }
  const added: unknown = given.added_tokens ?? [];
  const whole = Array.isArray(added) && added.every((one) => isId(one?.id) && typeof one.content === 'string');
  if (!whole)
    throw new ConfigError(
      `${where}: ${name}: expected added_tokens to be a list of objects with an id, an integer >= 0, and a content, a string, ` +
        `received ${show(added)}.`,
    );
  return given;
}

const isId = (id: unknown): boolean => Number.isInteger(id) && (id as number) >= 0;

/** The form in which byte pairs are published. */
export function tokenizerOf({ vocab, merges }: BytePairs, special: readonly string[], addPrefixSpace: boolean): TokenizerJson {
  const byteLevel = { type: 'ByteLevel', add_prefix_space: addPrefixSpace, trim_offsets: true, use_regex: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content) => ({
      id: vocab[content]!, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true,
    })),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: false,
      byte_fallback: false, ignore_merges: false, vocab, merges,
    },
  };
}

/** The number behind the largest one of a token. */
export function tokenCount({ model, added_tokens }: TokenizerJson): number {
  let most = -1;
  for (const name in model.vocab) most = Math.max(most, model.vocab[name]!);
  for (const { id } of added_tokens ?? []) most = Math.max(most, id);
  return most + 1;
}

/** The number of a token; undefined if there is none of that name. */
export const tokenNumber = ({ model, added_tokens }: TokenizerJson, token: string): number | undefined =>
  added_tokens?.find(({ content }) => content === token)?.id ?? (Object.hasOwn(model.vocab, token) ? model.vocab[token] : undefined);

/** @throws {ConfigError} if the package that applies tokenizers is not installed
 *  @throws {FormatError} if it cannot use this one */
export function openTokenizer(where: string, json: TokenizerJson): Tokenizer {
  let library: { readonly Tokenizer: new (json: object, config: object) => Tokenizer };
  try {
    library = host().library('@huggingface/tokenizers') as typeof library;
  } catch (cause) {
    if (cause instanceof ConfigError) throw new ConfigError(`${where}: ${cause.message}`, { cause });
    const advice = 'Install it: npm install @huggingface/tokenizers';
    throw new ConfigError(`${where}: needs the package @huggingface/tokenizers. ${advice}`, { cause });
  }
  try {
    return new library.Tokenizer(json, {});
  } catch (cause) {
    throw new FormatError(`${where}: the tokenizer cannot be used: ${(cause as Error).message}`, { cause });
  }
}
