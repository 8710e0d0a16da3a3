/** What vitest loads first: tests import inner files, not the entry. */
import '../src/host/node.ts';
