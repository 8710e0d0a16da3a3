/** What docs/bundlers.md tells users to write and to run, so that the page and what is tested cannot differ. */
import { readFileSync } from 'node:fs';

const BLOCK = /^```(\w+)\n(?:\/\/|#|<!--) (.+?)(?: -->)?\n([\s\S]*?)^```$/gm;

/** @typedef {{ form: string, commands: string[], start: string, get?: string, page?: string }} Row
 *  A bundle: the commands that build it, how it is started, and the path that a server is asked for, or the page that a browser opens. */

/** The files and rows of a section: blocks of code begin with a line that names a file, those of commands with one that names the form. */
function contents(text) {
  const files = {}, rows = [];
  for (const [, language, title, code] of text.matchAll(BLOCK)) {
    if (language !== 'sh') {
      files[title] = code;
      continue;
    }
    const lines = code.trimEnd().split('\n');
    const get = /^curl localhost:3000(\S+)$/.exec(lines.at(-1))?.[1];
    if (get !== undefined) lines.pop();
    const start = lines.pop().replace(/ &$/, '');
    rows.push({ form: title, commands: lines, start, get, page: /^# open dist\/(\S+)$/.exec(start)?.[1] });
  }
  return { files, rows };
}

/** @returns {{ files: Record<string, string>, sections: { title: string, files: Record<string, string>, rows: Row[] }[] }} the files of all
 *  bundles, and the sections, one a tool */
export function readPage(path) {
  const [head, ...sections] = readFileSync(path, 'utf8').split(/^## /m);
  return {
    files: contents(head).files,
    sections: sections.map((text) => ({ title: text.slice(0, text.indexOf('\n')), ...contents(text) })),
  };
}
