/** README.md, GUIDE.md and the pages of docs as the tests read them: sections, and the blocks of code in each. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

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

export const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

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

/** Names by which links find the headings of a text, as GitHub and npm make them. */
const anchorsIn = (text: string): string[] =>
  [...text.replaceAll(/^```.*?^```$/gms, '').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!.toLowerCase().replaceAll(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-'));

/** @returns links of a page to headings of texts in this package that are not there; other links are those of test/package */
export function lostAnchors(page: string): string[] {
  const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#\s]*\.md)?#([^)\s]+)\)/g)];
  return links.flatMap(([link, path, anchor]) => {
    const to = path === undefined ? page : posix.join(dirname(page), path);
    return anchorsIn(textOf(to)).includes(anchor!) ? [] : [link];
  });
}
