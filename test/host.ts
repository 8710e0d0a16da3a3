/** What comes first where inner files are imported, and not the entry: in vitest, and in benchmarks. */
import { useHost } from '../src/core/host.ts';
import { node } from '../src/host/node.ts';

useHost(() => node);
