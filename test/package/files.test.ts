/** What npm puts into the package. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { beforeAll, expect, test } from 'vitest';

let packed: readonly string[] = [];
beforeAll(() => {
  const npm = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8', shell: process.platform === 'win32' });
  packed = (JSON.parse(npm.stdout) as [{ files: { path: string }[] }])[0].files.map(({ path }) => path);
});

test('all that package.json names is packed', () => {
  const { exports, main, types, bin } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, unknown>;
  const named = [...JSON.stringify({ exports, main, types, bin }).matchAll(/"\.\/([^"]+\.[cm]?[jt]s)"/g)].map(([, path]) => path!);
  expect(named.length).toBeGreaterThan(6);
  expect(named.filter((path) => !packed.includes(path))).toEqual([]);
});

test('no text of the package links a file that is not in it', () => {
  const texts = packed.filter((path) => path.endsWith('.md'));
  expect(texts).toContain('README.md');
  const links = texts.flatMap((text) =>
    [...readFileSync(text, 'utf8').matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)|(?:src|href)="(?!https?:|#)([^"#]+)"/g)].map(([, link, html]) => ({
      text, to: posix.normalize(posix.join(dirname(text), link ?? html!)),
    })),
  );
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter(({ to }) => !packed.some((path) => path === to || path.startsWith(`${to.replace(/\/$/, '')}/`)))).toEqual([]);
});

test('no file at the root makes npm build the package where it is installed', () => {
  expect(existsSync('binding.gyp')).toBe(true);
  expect(packed).not.toContain('binding.gyp');
});
