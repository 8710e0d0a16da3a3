/** How texts become tokens.
 *  @source Keras 3, layers.TextVectorization, on TensorFlow's ops: these know the letters, punctuation and spaces of ASCII alone */
import { forEach, type Pieces } from '../core/pieces.ts';

const PUNCTUATION = /[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~']/g;
const CAPITALS = /[A-Z]+/g;
const SPACES = /[ \t\n\v\f\r]+/;

const lower = (text: string): string => text.replace(CAPITALS, (letters) => letters.toLowerCase());
const strip = (text: string): string => text.replace(PUNCTUATION, '');

export const STANDARDIZE = {
  lowerAndStripPunctuation: (text: string): string => strip(lower(text)),
  lower: (text: string): string => lower(text),
  stripPunctuation: (text: string): string => strip(text),
} as const;

export const SPLIT = {
  whitespace: (text: string): string[] => text.split(SPACES).filter((token) => token !== ''),
  /** Characters are code points. */
  character: (text: string): string[] => [...text],
} as const;

/** Characters that are cut into tokens at once. */
const PART = 1 << 14;

/** A text in parts whose tokens, those of each behind those of the one before, are the tokens of the text. */
export function* partsOf(text: string, split: keyof typeof SPLIT): Generator<string> {
  const border = split === 'whitespace' ? new RegExp(SPACES, 'g') : /[^\udc00-\udfff]/g;
  for (let from = 0; from < text.length;) {
    border.lastIndex = from + PART;
    const to = border.exec(text)?.index ?? text.length;
    yield text.slice(from, to);
    from = to;
  }
}

/** Runs of tokens of each width, in the order of the widths, joined by spaces, in pieces. */
export function* ngrams(tokens: readonly string[], widths: readonly number[]): Pieces<string[]> {
  const runs: string[] = [];
  for (const width of widths)
    yield* forEach(Math.max(tokens.length - width + 1, 0), (at) => void runs.push(tokens.slice(at, at + width).join(' ')));
  return runs;
}

/** The words of a text, each once, as textVectorization finds them. */
export const wordsOf = (text: string): Set<string> => new Set(SPLIT.whitespace(STANDARDIZE.lowerAndStripPunctuation(text)));
