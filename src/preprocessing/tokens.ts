/** How texts become tokens.
 *  @source Keras 3, layers.TextVectorization, on TensorFlow's ops: these know the letters, punctuation and spaces of ASCII alone */

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

/** Runs of tokens of each width, in the order of the widths, joined by spaces. */
export const ngrams = (tokens: readonly string[], widths: readonly number[]): string[] =>
  widths.flatMap((width) =>
    Array.from({ length: Math.max(tokens.length - width + 1, 0) }, (_, at) => tokens.slice(at, at + width).join(' ')),
  );

/** The words of a text, each once, as textVectorization finds them. */
export const wordsOf = (text: string): Set<string> => new Set(SPLIT.whitespace(STANDARDIZE.lowerAndStripPunctuation(text)));
