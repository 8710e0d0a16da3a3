/** The platforms that addons are built for: what the compiler calls them, and what npm calls them. */
const linux = (cpu, libc) => ({
  os: 'linux', cpu, libc: libc === 'gnu' ? 'glibc' : 'musl',
  // The oldest that the compiler knows; Node 20 itself asks for 2.28.
  target: `${cpu === 'x64' ? 'x86_64' : 'aarch64'}-linux-${libc === 'gnu' ? 'gnu.2.17' : 'musl'}`,
});
const darwin = (cpu) => ({ os: 'darwin', cpu, target: `${cpu === 'x64' ? 'x86_64' : 'aarch64'}-macos.11.0` });
const windows = (cpu) => ({ os: 'win32', cpu, target: `${cpu === 'x64' ? 'x86_64' : 'aarch64'}-windows-gnu` });

/** By the names that src/backend/addon.ts looks for. */
export const PLATFORMS = {
  'linux-x64-gnu': linux('x64', 'gnu'),
  'linux-arm64-gnu': linux('arm64', 'gnu'),
  'linux-x64-musl': linux('x64', 'musl'),
  'linux-arm64-musl': linux('arm64', 'musl'),
  'darwin-x64': darwin('x64'),
  'darwin-arm64': darwin('arm64'),
  'win32-x64': windows('x64'),
  'win32-arm64': windows('arm64'),
};
