/** What the calls at size are given. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Work = () => unknown;
export type Setup = () => Work | Promise<Work>;

export const quiet = { verbose: 0 } as const;
export const column = (rows: number, width = 1): { data: Float32Array; shape: number[] } => {
  const data = new Float32Array(rows * width);
  for (let i = 0; i < data.length; i++) data[i] = ((i * 2654435761) % 1000) / 1000;
  return { data, shape: [rows, width] };
};
export const classes = (rows: number, count: number): Int32Array => {
  const labels = new Int32Array(rows);
  for (let i = 0; i < rows; i++) labels[i] = i % count;
  return labels;
};

export async function inFolder(use: (folder: string) => Promise<Work> | Work): Promise<Work> {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-life-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return use(folder);
}

export const fileOf = (name: string, make: () => Uint8Array, read: (path: string) => unknown): Promise<Work> =>
  inFolder((folder) => {
    const path = join(folder, name);
    writeFileSync(path, make());
    return () => read(path);
  });
