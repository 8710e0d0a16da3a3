/** Build step: the compiled module as a TypeScript constant. A file beside the code would not survive bundlers and
 *  single executables; a constant does. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('../src/backend/gen/', import.meta.url);
const module = readFileSync(new URL('./build/kernels.wasm', import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL('kernels-wasm.ts', folder),
  `// GENERATED from assembly/ by assembly/embed.mjs (npm run build:wasm). Do not edit.
/** The WebAssembly module, ${module.length} bytes, in base64. */
export const KERNELS_WASM: string = '${module.toString('base64')}';
`,
);
