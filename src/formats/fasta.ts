import { maybe, number, options as declared, or, text } from '../core/declaration.ts';
import { ConfigError, FormatError, show } from '../core/errors.ts';
import { Gathered } from '../core/gathered.ts';
import { atOnce, inPieces, type Pieces } from '../core/pieces.ts';
import { warnOnce } from '../core/warn.ts';
import { decoded } from './decode.ts';
import { MOST_BYTES, readPieces } from './read-pieces.ts';
import { nameOf, naming, type FileSource } from './source.ts';

/** A sequence of nucleotides or amino acids. */
export interface FastaRecord {
  /** The first word behind '>'. */
  readonly id: string;
  /** What follows it on its line. */
  readonly description: string;
  readonly sequence: string;
}

export interface FastaOptions {
  /** The most bytes of the file, after decompression (default 2^30). */
  readonly maxBytes?: number | undefined;
  /** The encoding of the text, as TextDecoder names it (default: UTF-8 or UTF-16; windows-1252 where bytes are neither). */
  readonly encoding?: string | undefined;
}

const OPTIONS = declared<FastaOptions>()({ maxBytes: or(number({ least: 1 }), MOST_BYTES), encoding: maybe(text()) });

/** Reads a FASTA file, plain or gzipped, in pieces. JavaScript joins the lines of a long sequence when it is first looked at.
 *  @throws {FileError} if it cannot be read
 *  @throws {FormatError} if it is malformed or larger than `maxBytes`; names the file, the line and the fault */
export async function readFasta(source: FileSource, options: FastaOptions = {}): Promise<FastaRecord[]> {
  const { maxBytes, encoding } = OPTIONS.read('readFasta', options);
  return naming(source, FormatError, async () => {
    const lines = new Lines();
    const say = (notice: string): void => warnOnce('MYELIN_ENCODING', `readFasta: ${nameOf(source) || 'the text'}: ${notice}.`);
    const pieces = readPieces('readFasta', 'fasta', source, maxBytes);
    for await (const piece of decoded('fasta', pieces, encoding, say)) lines.take(piece);
    return inPieces(lines.end());
  });
}

/** Parses the text of a FASTA file. Lines of a sequence are joined; blank lines, and those that begin with ';', are skipped.
 *  @throws {FormatError} on a sequence without a name before it, or with other characters than letters, '*' and '-'
 *  @source Pearson & Lipman 1988, Improved tools for biological sequence comparison */
export function parseFasta(text: string): FastaRecord[] {
  if (typeof text !== 'string')
    throw new ConfigError(`fasta: expected the text of a file, received ${show(text)}. For its name there is readFasta.`);
  const lines = new Lines();
  lines.take(text.startsWith('\ufeff') ? text.slice(1) : text);
  return atOnce(lines.end());
}

/** The lines of a text that comes in pieces. A line of letters is read piece by piece, too, however long it is. */
class Lines {
  readonly #records = new Gathered<{ id: string; description: string; sequence: string }>();
  #count = 0;
  /** What the line that has no end yet holds; undefined before its first character. */
  #holds: 'name' | 'comment' | 'letters' | undefined;
  /** Pieces of a name that has no end yet. */
  #name: string[] = [];
  /** Letters of the last sequence that are not joined yet: those of one piece are joined at once. */
  #letters: string[] = [];
  /** Whether the last piece has ended with a carriage return, behind which a line feed ends no line. */
  #returned = false;

  take(piece: string): void {
    const text = this.#returned && piece.startsWith('\n') ? piece.slice(1) : piece;
    if (piece !== '') this.#returned = piece.endsWith('\r');
    const parts = text.split(/\r\n|\r|\n/);
    const last = parts.pop()!;
    for (const part of parts) {
      this.#take(part);
      this.#endLine();
    }
    this.#take(last);
    this.#join();
  }

  *end(): Pieces<FastaRecord[]> {
    this.#endLine();
    return yield* this.#records.list();
  }

  /** Takes a part of a line. */
  #take(part: string): void {
    if (part === '') return;
    this.#holds ??= part.startsWith('>') ? 'name' : part.startsWith(';') ? 'comment' : 'letters';
    if (this.#holds === 'name') this.#name.push(part);
    if (this.#holds !== 'letters') return;
    const letters = part.replace(/\s+/g, '');
    if (letters === '') return;
    const at = `line ${this.#count + 1}`;
    if (this.#records.length === 0)
      throw new FormatError(`fasta: ${at}: expected '>' and a name before the first sequence, received ${show(part)}.`);
    const [wrong] = /[^A-Za-z*-]/.exec(letters) ?? [];
    if (wrong !== undefined) throw new FormatError(`fasta: ${at}: expected letters, '*' or '-', received ${show(wrong)}.`);
    this.#letters.push(letters);
  }

  #endLine(): void {
    this.#count++;
    if (this.#holds === 'name') {
      this.#join();
      const name = joined(this.#name).slice(1).trim();
      const [id] = /^\S*/.exec(name)!;
      this.#records.push({ id, description: name.slice(id.length).trim(), sequence: '' });
      this.#name = [];
    }
    this.#holds = undefined;
  }

  #join(): void {
    if (this.#letters.length === 0) return;
    const record = this.#records.last!;
    record.sequence = joined([record.sequence, joined(this.#letters)]);
    this.#letters = [];
  }
}

function joined(parts: readonly string[]): string {
  try {
    return parts.length === 2 ? parts[0]! + parts[1]! : parts.join('');
  } catch (cause) {
    throw new FormatError('fasta: a sequence is longer than a text can be in JavaScript, some 500 million letters. Divide it.', { cause });
  }
}
