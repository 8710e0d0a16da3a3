import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { datasets, FormatError } from '../../src/index.ts';

const TEXT = '>seq1 first of two\r\nACGT\nac gt\n\n;a remark\n> seq2\nMKV*\n-L\n>empty\n';
const RECORDS = [
  { id: 'seq1', description: 'first of two', sequence: 'ACGTacgt' },
  { id: 'seq2', description: '', sequence: 'MKV*-L' },
  { id: 'empty', description: '', sequence: '' },
];

test('records of a text, and of a file, plain and gzipped', async () => {
  expect(datasets.parseFasta(TEXT)).toEqual(RECORDS);
  expect(datasets.parseFasta('')).toEqual([]);
  expect(datasets.parseFasta(`\ufeff${TEXT}`)).toEqual(RECORDS);
  const folder = mkdtempSync(join(tmpdir(), 'myelin-'));
  const path = join(folder, 'genes.fa');
  for (const bytes of [Buffer.from(TEXT), gzipSync(TEXT)]) {
    writeFileSync(path, bytes);
    expect(await datasets.readFasta(path)).toEqual(RECORDS);
  }
  writeFileSync(path, '>a\nAC1');
  await expect(datasets.readFasta(path)).rejects.toThrow(/genes\.fa: fasta: line 2: expected letters, '\*' or '-', received '1'/);
  rmSync(folder, { recursive: true });
});

test('sequences that are longer than a piece of the file, and many short ones', async () => {
  const sequences = ['ACGT', 'GGTCA', 'TTA'].map((letters, i) => letters.repeat(70_000 + i));
  for (let i = 0; i < 40_000; i++) sequences.push('ACGT'.slice(i % 4));
  const records = sequences.map((sequence, i) => ({ id: `s${i}`, description: '', sequence }));
  const text = records.map(({ id, sequence }) => `>${id}\n${sequence.replaceAll(/(.{61})/g, '$1\n')}\n`).join('');
  expect(await datasets.readFasta(Buffer.from(text))).toEqual(records);
});

test('lines of all kinds that are longer than pieces of the file', async () => {
  const long = (text: string): string => text.repeat(70_000);
  const text = `>a ${long('word ')}\r\n${long('AC GT ')}\r\n;${long('> 1 ')}\n${long('    ')}\nTT\n${long('acg-')}`;
  const [record, ...more] = await datasets.readFasta(Buffer.from(text));
  expect(more).toEqual([]);
  expect(record!.id).toBe('a');
  expect(record!.description === long('word ').trim()).toBe(true);
  expect(record!.sequence === `${long('ACGT')}TT${long('acg-')}`).toBe(true);
  await expect(datasets.readFasta(Buffer.from(`>a\nAC\n${long('ACGT')}1`))).rejects.toThrow(/line 3: .* received '1'/);
  await expect(datasets.readFasta(Buffer.from(`\n${long('    ')}\n${long('    ')}A`))).rejects.toThrow(/line 3: expected '>' and a name/);
});

test('a sequence without a name is refused', () => {
  expect(() => datasets.parseFasta('ACGT')).toThrow(FormatError);
  expect(() => datasets.parseFasta('\nACGT')).toThrow(/line 2: expected '>' and a name/);
});

test('names in windows-1252, UTF-16 and an encoding that is given', async () => {
  const text = '>a Gr\u00fcn \u2013 5\u00b5\nACGT\n';
  const bytes = (letters: string): Uint8Array => Uint8Array.from([...letters], (c) => (c === '\u2013' ? 0x96 : c.charCodeAt(0)));
  const records = [{ id: 'a', description: 'Gr\u00fcn \u2013 5\u00b5', sequence: 'ACGT' }];
  expect(await datasets.readFasta(bytes(text))).toEqual(records);
  expect(await datasets.readFasta(new Uint8Array(Uint16Array.from([...`\ufeff${text}`], (c) => c.charCodeAt(0)).buffer))).toEqual(records);
  expect(await datasets.readFasta(bytes(text), { encoding: 'windows-1252' })).toEqual(records);
  const refused = datasets.readFasta(bytes(text), { encoding: 'utf-8' });
  await expect(refused).rejects.toThrow(FormatError);
  await expect(refused).rejects.toThrow(/fasta: the text is not in the encoding utf-8/);
});
