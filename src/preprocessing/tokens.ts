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

/** Characters that are cut into tokens at once, and what one of them counts. */
const PART = 1 << 14, CHARACTER = 1 << 9;

/** The tokens of a text, however long, in pieces. @param standard  what is done to its characters first, one by one */
export function* tokensOf(text: string, standard: (text: string) => string, split: keyof typeof SPLIT): Pieces<string[]> {
  if (text.length <= PART) return SPLIT[split](standard(text));
  const tokens: string[] = [];
  /** A word whose end has not come. */
  let open = '';
  for (let from = 0, to; from < text.length; from = to) {
    to = from + PART;
    if (isSecond(text.charCodeAt(to))) to++;
    const part = standard(text.slice(from, to));
    if (split === 'character') for (const token of part) tokens.push(token);
    else {
      const words = part.split(SPACES);
      for (const word of words.slice(0, -1)) {
        if (open + word !== '') tokens.push(open + word);
        open = '';
      }
      open += words.at(-1)!;
    }
    yield PART * CHARACTER;
  }
  if (open !== '') tokens.push(open);
  return tokens;
}

/** Whether a unit of UTF-16 is the second of a character. */
const isSecond = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** Runs of tokens of each width, in the order of the widths, joined by spaces, in pieces. */
export function* ngrams(tokens: readonly string[], widths: readonly number[]): Pieces<string[]> {
  const runs: string[] = [];
  for (const width of widths)
    yield* forEach(Math.max(tokens.length - width + 1, 0), (at) => void runs.push(tokens.slice(at, at + width).join(' ')));
  return runs;
}

/** The words of a text, each once, as textVectorization finds them. */
export const wordsOf = (text: string): Set<string> => new Set(SPLIT.whitespace(STANDARDIZE.lowerAndStripPunctuation(text)));
