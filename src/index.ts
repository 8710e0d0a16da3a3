/** myelin: trains neural networks in Node.js at the speed of the processor. */
import './host/node.ts';

export * from './api.ts';
export { setNativePath } from './backend/addon.ts';
