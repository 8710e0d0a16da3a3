import { readFileSync } from 'node:fs';

/** The version in package.json, two folders above this file in src as in dist. */
export function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}
