/** What kind of table a file holds, by its first bytes and its name. */

export type TableFormat = 'csv' | 'arff' | 'json' | 'npy' | 'npz' | 'parquet';

/** @param start  the first bytes, after decompression
 *  @param name  the path, or '' */
export function formatOf(start: Uint8Array, name: string): TableFormat {
  const begins = (...bytes: number[]): boolean => bytes.every((byte, i) => start[i] === byte);
  if (begins(0x50, 0x41, 0x52, 0x31)) return 'parquet';
  if (begins(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59)) return 'npy';
  if (begins(0x50, 0x4b, 3, 4) || begins(0x50, 0x4b, 5, 6)) return 'npz';
  const file = name.toLowerCase().replace(/\.gz$/, '');
  if (file.endsWith('.arff')) return 'arff';
  if (/\.(?:jsonl|ndjson|json)$/.test(file)) return 'json';
  const text = new TextDecoder().decode(start.subarray(0, 1 << 14)).replace(/^\ufeff/, '');
  if (/^(?:\s|%[^\n]*\n)*@relation\s/i.test(text)) return 'arff';
  if (/^\s*(?:\[\s*)?\{\s*(?:"|\}|$)/.test(text)) return 'json';
  return 'csv';
}
