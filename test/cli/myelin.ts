/** The command as a shell sees it: children run the built package. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const MAIN: string = fileURLToPath(new URL('../../dist/node/myelin.cjs', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Rows whose class and size follow from the columns, some cells missing. */
export function shapesCsv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const [a, b] = [(i * 7) % 13, (i * 5) % 11];
    const color = ['red', 'green', 'blue'][i % 3]!;
    const size = 10 * a + b + (color === 'red' ? 50 : 0) + 0.5;
    return [i % 17 === 0 ? '' : a, b, color, size, a + b > 10 ? 'large' : 'small'].join(',');
  });
  return `a,b,color,size,class\n${lines.join('\n')}\n`;
}

export type OnStderr = (text: string, child: ReturnType<typeof spawn>) => void;

/** Runs the command in a folder; `onStderr` may act on what it says meanwhile. */
export function runMyelin(folder: string, args: readonly string[], onStderr?: OnStderr): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString();
      onStderr?.(stderr, child);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
