/** A printable character for each byte, so that bytes can be spelt in a vocabulary of strings: printable ones stand for themselves, the
 *  others are the characters from 256 on, in order.
 *  @source the encoder of GPT-2 (Radford et al. 2019), bytes_to_unicode */
const printable = (byte: number): boolean => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);

const others = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !printable(byte));
const CHARACTERS: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  String.fromCharCode(printable(byte) ? byte : 256 + others.indexOf(byte)),
);
const encoder = new TextEncoder();

export const ByteAlphabet = {
  /** All characters, in the order of their code points. */
  all: [...CHARACTERS].sort() as readonly string[],
  /** The bytes of a text in UTF-8, each as its character. */
  spell: (text: string): string => {
    let spelt = '';
    for (const byte of encoder.encode(text)) spelt += CHARACTERS[byte]!;
    return spelt;
  },
};
