export { ABI_HASH } from './gen/abi';
export { profile, run } from './run';
export { init, SCRATCH_BYTES } from './scratch';
export { fault, needs, validate } from './validate';
