import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { bundledSource } from './test/bundled-source.ts';

/** Folders of tests that train models: they run once on each machine there is. */
const MODELS = [
  'activations', 'callbacks', 'constraints', 'examples', 'initializers', 'layers', 'losses', 'metrics', 'model', 'optimizers',
  'regularizers', 'schedules',
].map((folder) => `test/${folder}/**/*.test.ts`);

const native = existsSync('build/Release/myelin.node') || Boolean(process.env.MYELIN_NATIVE_PATH);
const machines = [...(native ? ['native'] : []), 'wasm'];

export default defineConfig({
  plugins: [bundledSource()],
  test: {
    pool: 'forks',
    // The default is one process less than there are cores: of two cores one would be idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    setupFiles: ['test/host.ts', 'test/equal-arrays.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: MODELS } },
      ...machines.map((name) => ({ extends: true as const, test: { name, include: MODELS, env: { MYELIN_BACKEND: name } } })),
    ],
  },
});
