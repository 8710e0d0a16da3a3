/** README.md, GUIDE.md and the pages of docs as the tests read them: sections, and the blocks of code in each. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Whether all of README.md is run, or its first program alone. */
const WHOLE_README = false;

export interface Block {
  /** What stands behind the fence: the language. */
  readonly kind: string;
  /** The file that the block is, if it names one: behind the language, or in a comment that is its first line. */
  readonly file: string | undefined;
  readonly code: string;
}

export interface Section {
  readonly page: string;
  readonly title: string;
  readonly blocks: readonly Block[];
  /** The script of package.json that runs the blocks of the page, if the page says that one does. */
  readonly script: string | undefined;
}

const FENCED = /^```(\S*)(?: +(\S+))?\n(.*?)^```$/gms;
const NAMED = /^(?:\/\/ |<!-- )([\w./-]+\.\w+)(?: -->)?\n/;

function blocksOf(text: string): Block[] {
  return [...text.matchAll(FENCED)].map(([, kind, name, code]) => {
    const file = name ?? (kind === 'ts' ? undefined : NAMED.exec(code!)?.[1]);
    return { kind: kind!, file, code: code! };
  });
}

/** Paths of all pages, from the folder of the package. */
export const PAGES: readonly string[] = [
  'README.md', 'GUIDE.md', ...readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
];

/** @returns the text of a page, or of what of it is run */
export function textOf(page: string): string {
  const text = readFileSync(join(ROOT, page), 'utf8');
  if (page !== 'README.md' || WHOLE_README) return text;
  return /^## From a program.*?^```ts\n.*?^```\n/ms.exec(text)![0];
}

/** Divides a page at its headings of the first two levels, which are no comments in blocks of code. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let fenced = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) fenced = !fenced;
    if (parts.length === 0 || (!fenced && /^##? /.test(line))) parts.push('');
    parts.push(`${parts.pop()}${line}\n`);
  }
  return parts;
}

/** @returns what stands under the title of the page, and each section, if there is code in it */
export function sectionsOf(page: string): Section[] {
  const text = textOf(page);
  const script = /run as (?:it stands|they stand) by `npm run ([\w:-]+)`/.exec(text)?.[1];
  return partsOf(text).map((part) => ({ page, title: /^#+ (.*)/.exec(part)![1]!, blocks: blocksOf(part), script }))
    .filter(({ blocks }) => blocks.length > 0);
}
