import { readFile } from 'node:fs/promises';
import { ConfigError, FormatError, MyelinError, show } from '../core/errors.ts';
import { onFile } from './file-error.ts';
import { gunzipped } from './gzip.ts';

/** A sequence of nucleotides or amino acids. */
export interface FastaRecord {
  /** The first word behind '>'. */
  readonly id: string;
  /** What follows it on its line. */
  readonly description: string;
  readonly sequence: string;
}

/** Reads a FASTA file, plain or gzipped.
 *  @throws {FormatError} if it is malformed; names the file, the line and the fault */
export async function readFasta(path: string): Promise<FastaRecord[]> {
  const bytes = await onFile('readFasta', path, () => readFile(path));
  try {
    return parseFasta(new TextDecoder().decode(gunzipped('fasta', bytes)));
  } catch (cause) {
    if (cause instanceof MyelinError) throw new FormatError(`${path}: ${cause.message}`, { cause });
    throw cause;
  }
}

/** Parses the text of a FASTA file. Lines of a sequence are joined; blank lines, and those that begin with ';', are skipped.
 *  @throws {FormatError} on a sequence without a name before it, or with other characters than letters, '*' and '-'
 *  @source Pearson & Lipman 1988, Improved tools for biological sequence comparison */
export function parseFasta(text: string): FastaRecord[] {
  if (typeof text !== 'string')
    throw new ConfigError(`fasta: expected the text of a file, received ${show(text)}. For its name there is readFasta.`);
  const records: { id: string; description: string; lines: string[] }[] = [];
  text.split(/\r\n|\r|\n/).forEach((line, i) => {
    if (line.trim() === '' || line.startsWith(';')) return;
    if (line.startsWith('>')) {
      const [, id, description] = /^>\s*(\S*)\s*(.*?)\s*$/.exec(line)!;
      records.push({ id: id!, description: description!, lines: [] });
      return;
    }
    const at = `line ${i + 1}`;
    const record = records.at(-1);
    if (record === undefined)
      throw new FormatError(`fasta: ${at}: expected '>' and a name before the first sequence, received ${show(line)}.`);
    const letters = line.replace(/\s+/g, '');
    const [wrong] = /[^A-Za-z*-]/.exec(letters) ?? [];
    if (wrong !== undefined) throw new FormatError(`fasta: ${at}: expected letters, '*' or '-', received ${show(wrong)}.`);
    record.lines.push(letters);
  });
  return records.map(({ id, description, lines }) => ({ id, description, sequence: lines.join('') }));
}
