/** myelin: trains neural networks in Node.js at the speed of the processor. */
import { useHost } from './core/host.ts';
import { node } from './host/node.ts';

useHost(() => node);

export * from './api.ts';
export { setNativePath } from './backend/addon.ts';
