export { ABI_HASH } from './gen/abi';
export { divides, profile, run } from './run';
export { init, SCRATCH_BYTES } from './scratch';
export { help, HELPERS, join, POOL_BYTES, reach } from './threads';
export { fault, needs, validate } from './validate';
