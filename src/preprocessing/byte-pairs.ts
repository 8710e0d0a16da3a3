/** Learns a vocabulary of byte pairs from texts.
 *  @source Sennrich, Haddow & Birch 2016, Neural Machine Translation of Rare Words with Subword Units, algorithm 1; on bytes, as in
 *    Radford et al. 2019, Language Models are Unsupervised Multitask Learners, section 2.2; ties as the trainer of Hugging Face's
 *    tokenizers breaks them */
import { forEach, listOf, type Pieces } from '../core/pieces.ts';
import { ByteAlphabet } from './byte-alphabet.ts';
import { TokenMap } from './token-map.ts';

/** How GPT-2 cuts a text into words, within which pairs are merged. */
const WORDS = /'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

export interface BytePairs {
  /** The number of each token. */
  readonly vocab: Readonly<Record<string, number>>;
  /** The pairs that become one token, in the order in which they were found. */
  readonly merges: readonly (readonly [string, string])[];
}

/** A word of the texts: its tokens so far, and how often it occurs. */
interface Word {
  tokens: number[];
  readonly count: number;
}

/** A pair of tokens, how often it occurs, and the words that may have it. */
interface Pair {
  readonly left: number;
  readonly right: number;
  count: number;
  readonly words: Set<number>;
}

/** Characters that are cut into words between two looks at the time, and what one of them counts. */
const [FEW, CHARACTER] = [1 << 12, 1 << 11];

/** Pairs are told apart by one number: there are fewer tokens than this. */
const MOST_TOKENS = 2 ** 26;
const keyOf = (left: number, right: number): number => left * MOST_TOKENS + right;

/** Finds the most frequent pairs of neighbouring tokens, one after another, and makes each a token, in pieces.
 *  @param read  gives each text to `use`
 *  @param size  the number of tokens, special ones and the 256 bytes included; there are fewer if no pair is left
 *  @param special  tokens that get the first numbers, and are in no text */
export function* learnBytePairs(
  read: (use: (text: string) => Pieces<void>) => Pieces<void>, size: number, special: readonly string[],
): Pieces<BytePairs> {
  const names = [...special, ...ByteAlphabet.all];
  const numberOf = new Map(names.map((name, i) => [name, i]));
  const words = yield* wordsOf(read, (name) => numberOf.get(name)!);
  const pairs = new Map<number, Pair>();
  const change = (left: number, right: number, by: number, word: number): Pair => {
    const key = keyOf(left, right);
    let pair = pairs.get(key);
    if (pair === undefined) pairs.set(key, (pair = { left, right, count: 0, words: new Set() }));
    pair.count += by;
    if (by > 0) pair.words.add(word);
    return pair;
  };
  yield* forEach(words.length, (w) => {
    const { tokens, count } = words[w]!;
    for (let i = 0; i + 1 < tokens.length; i++) change(tokens[i]!, tokens[i + 1]!, count, w);
  });

  const merges: [string, string][] = [];
  const queue = new Queue([...pairs.values()]);
  while (names.length < size) {
    const pair = queue.take();
    if (pair === undefined) break;
    const merged = `${names[pair.left]!}${names[pair.right]!}`;
    merges.push([names[pair.left]!, names[pair.right]!]);
    const token = numberOf.get(merged) ?? names.length;
    if (token === names.length) {
      numberOf.set(merged, token);
      names.push(merged);
    }
    const grown = new Set<Pair>();
    const having = [...pair.words];
    yield* forEach(having.length, (at) => {
      const w = having[at]!;
      const word = words[w]!;
      word.tokens = replaced(word.tokens, pair, token, (left, right, by) => {
        const other = change(left, right, by * word.count, w);
        if (by > 0) grown.add(other);
      });
    });
    pairs.delete(keyOf(pair.left, pair.right));
    pair.count = 0; // it may still be in the queue
    for (const other of grown) queue.put(other);
  }
  return { vocab: Object.fromEntries(names.map((name, i) => [name, i])), merges };
}

/** The different words of the texts, as tokens of single bytes. */
function* wordsOf(read: (use: (text: string) => Pieces<void>) => Pieces<void>, numberOf: (byte: string) => number): Pieces<Word[]> {
  const counts = new TokenMap<string, number>();
  yield* read(function* (text) {
    let counted = 0;
    for (const { 0: word, index } of text.matchAll(WORDS)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
      if (index - counted < FEW) continue;
      yield (index - counted) * CHARACTER;
      counted = index;
    }
    yield (text.length - counted) * CHARACTER;
  });
  const entries = counts[Symbol.iterator]();
  return yield* listOf(counts.size, () => {
    const [word, count] = entries.next().value as [string, number];
    return { tokens: [...ByteAlphabet.spell(word)].map(numberOf), count };
  });
}

/** The tokens of a word with each occurrence of the pair replaced.
 *  @param change  is told of neighbours that come (1) and go (-1) */
function replaced(
  tokens: readonly number[], { left, right }: Pair, token: number, change: (a: number, b: number, by: number) => void,
): number[] {
  const after: number[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i] !== left || tokens[i + 1] !== right) {
      after.push(tokens[i]!);
      continue;
    }
    const [before, behind] = [after.at(-1), tokens[i + 2]];
    if (before !== undefined) {
      change(before, left, -1);
      change(before, token, 1);
    }
    if (behind !== undefined) {
      change(right, behind, -1);
      change(token, behind, 1);
    }
    after.push(token);
    i++;
  }
  return after;
}

/** Gives the most frequent pair; of equal ones, that of the smaller numbers. A binary heap of pairs with the count that they had when they
 *  were put in: one whose count has become smaller since goes back. */
class Queue {
  readonly #heap: { readonly pair: Pair; readonly count: number }[] = [];

  constructor(pairs: readonly Pair[]) {
    for (const pair of pairs) this.put(pair);
  }

  put(pair: Pair): void {
    const heap = this.#heap;
    const entry = { pair, count: pair.count };
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#comesFirst(entry, heap[above]!)) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = entry;
  }

  /** Takes the first pair that still occurs; undefined if there is none. */
  take(): Pair | undefined {
    for (;;) {
      const top = this.#pop();
      if (top === undefined) return undefined;
      const { pair, count } = top;
      if (count === pair.count && count > 0) return pair;
      if (pair.count > 0 && pair.count < count) this.put(pair);
    }
  }

  #pop(): { readonly pair: Pair; readonly count: number } | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return top;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && this.#comesFirst(heap[below + 1]!, heap[below]!)) below++;
      if (!this.#comesFirst(heap[below]!, last)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return top;
  }

  #comesFirst(a: { readonly pair: Pair; readonly count: number }, b: { readonly pair: Pair; readonly count: number }): boolean {
    if (a.count !== b.count) return a.count > b.count;
    return a.pair.left !== b.pair.left ? a.pair.left < b.pair.left : a.pair.right < b.pair.right;
  }
}
