/** What an addon asks of the system that it is loaded into. */

/** The newest version of glibc that is asked for: that of Node 20 itself. */
const GLIBC = [2, 28];

/** The versions of glibc whose symbols a file names. */
export function glibcVersions(bytes) {
  const found = bytes.toString('latin1').matchAll(/GLIBC_(\d+)\.(\d+)/g);
  return [...new Set([...found].map(([, major, minor]) => `${major}.${minor}`))].map((version) => version.split('.').map(Number));
}

/** @throws {Error} if an addon would not load where Node runs */
export function check(bytes, { os, libc }) {
  if (os !== 'linux') return;
  const versions = glibcVersions(bytes);
  const tooNew = versions.filter(([major, minor]) => major > GLIBC[0] || (major === GLIBC[0] && minor > GLIBC[1]));
  const names = tooNew.map((version) => version.join('.')).join(', ');
  if (names !== '') throw new Error(`the addon asks for glibc ${names}, Node for ${GLIBC.join('.')}`);
  if (libc === 'musl' && versions.length > 0) throw new Error('the addon for musl asks for glibc');
  if (libc === 'glibc' && versions.length === 0) throw new Error('the addon names no version of glibc: it is linked in another way');
}
