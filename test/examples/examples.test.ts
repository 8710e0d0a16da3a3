/** The examples as a user runs them, on a small slice. What they print in full is in examples/README.md. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

interface Example {
  /** What it needs of the data folder; nothing if it makes its own data. */
  readonly data?: string;
  /** Checks what it prints. */
  readonly check: (printed: string) => void;
}

const folder = fileURLToPath(new URL('../../examples', import.meta.url));
const run = promisify(execFile);
const dataFolder = process.env['MYELIN_DATA'] ?? '';

/** All numbers that stand where a pattern has its groups, over all places where it is found. */
const numbers = (printed: string, pattern: RegExp): number[] =>
  [...printed.matchAll(pattern)].flatMap(([, ...groups]) => groups.map(Number));

const EXAMPLES: Readonly<Record<string, Example>> = {
  fashion: {
    data: 'fashion-mnist',
    check: (printed) => expect(numbers(printed, /test accuracy ([\d.]+)/g)[0]).toBeGreaterThan(0.7),
  },
  cifar: {
    data: 'cifar10-jpeg-subset',
    check: (printed) => expect(numbers(printed, /test accuracy ([\d.]+)/g)[0]).toBeGreaterThan(0.25), // 0.1 by chance
  },
  speech: {
    data: 'free-spoken-digit-dataset',
    check: (printed) => {
      expect(numbers(printed, /known voices: test accuracy ([\d.]+)/g)[0]).toBeGreaterThan(0.85);
      expect(numbers(printed, /never heard, george: accuracy ([\d.]+)/g)[0]).toBeGreaterThan(0.2); // 0.1 by chance
    },
  },
  sentiment: {
    data: 'review-polarity',
    check: (printed) => {
      const accuracies = numbers(printed, /test accuracy ([\d.]+)/g);
      expect(accuracies).toHaveLength(3);
      expect(Math.min(...accuracies)).toBeGreaterThan(0.58);
    },
  },
  shakespeare: {
    data: 'tiny-shakespeare',
    check: (printed) => {
      // 4.83 bits for who knows how frequent each character is, 3.58 for who knows the one before, too.
      expect(numbers(printed, /held-out text: ([\d.]+) bits/g)[0]).toBeLessThan(3.5);
      expect(printed.split('ROMEO:\n')[1]).toHaveLength(101);
    },
  },
  beijing: {
    data: 'beijing-pm25',
    check: (printed) => {
      const [network, unchanged] = numbers(printed, /RMSE of 2014: ([\d.]+).*, ([\d.]+)/g);
      expect(network).toBeLessThan(unchanged!);
    },
  },
  'tic-tac-toe': {
    check: (printed) => expect(numbers(printed, /(\d+) lost/g)).toEqual([0, 0]),
  },
  genes: {
    check: (printed) => {
      const [accuracy, optimum] = numbers(printed, /test accuracy ([\d.]+) of four classes; ([\d.]+)/g);
      expect(accuracy).toBeGreaterThan(0.93 * optimum!);
      const motifs = [...printed.matchAll(/planted (\w+), found ([\w.]+)/g)];
      expect(motifs).toHaveLength(3);
      for (const [, planted, found] of motifs) expect(runs(planted!, found!)).toBeGreaterThanOrEqual(4);
    },
  },
  vae: {
    check: (printed) => {
      const [bound, alone] = numbers(printed, /seen: ([\d.]+) at most; pixels on their own: ([\d.]+)/g);
      expect(bound).toBeLessThan(0.95 * alone!);
    },
  },
  gan: {
    check: (printed) => {
      const [real, drawn, noise] = numbers(printed, /real digits ([\d.]+), drawn ones ([\d.]+), noise ([\d.]+)/g);
      expect(real).toBeGreaterThan(8);
      expect(drawn).toBeGreaterThan(noise! + 0.3);
    },
  },
};

/** The length of the longest piece that two words share. */
function runs(a: string, b: string): number {
  for (let length = a.length; length > 0; length--)
    for (let at = 0; at + length <= a.length; at++) if (b.includes(a.slice(at, at + length))) return length;
  return 0;
}

const scripts = readdirSync(folder).filter((name) => name.endsWith('.mjs') && name !== 'arguments.mjs').map((name) => name.slice(0, -4));

test('every example has a test and a place in the page of examples', () => {
  expect(scripts.toSorted()).toEqual(Object.keys(EXAMPLES).toSorted());
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  expect(scripts.filter((name) => !readme.includes(`node examples/${name}.mjs`))).toEqual([]);
});

for (const [name, { data, check }] of Object.entries(EXAMPLES)) {
  const missing = data !== undefined && !existsSync(join(dataFolder, data));
  const from = data === undefined ? 'from data that it makes' : `(needs MYELIN_DATA with ${data}/)`;
  test.skipIf(missing)(`${name} learns ${from}`, { timeout: 900_000 }, async () => {
    const { stdout, stderr } = await run(process.execPath, ['--no-deprecation', join(folder, `${name}.mjs`), '--quick']);
    expect(stderr).toBe('');
    check(stdout);
  });
}

test.each(scripts.filter((name) => name !== 'tic-tac-toe'))('%s says in one line which arguments it takes', async (name) => {
  const ended = run(process.execPath, [join(folder, `${name}.mjs`), '--fast']);
  await expect(ended).rejects.toMatchObject({
    code: 2, stdout: '', stderr: expect.stringMatching(/^Unknown option '--fast'\. Usage: node .*\.mjs \[DATA\] \[--quick\]\n$/),
  });
});

test('an example without its data says what it needs', async () => {
  const env = { ...process.env };
  delete env['MYELIN_DATA'];
  const ended = run(process.execPath, [join(folder, 'beijing.mjs')], { env });
  await expect(ended).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(join('beijing-pm25', 'pollution.csv')) });
});
