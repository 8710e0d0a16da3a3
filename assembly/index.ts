export { ABI_HASH } from './gen/abi';
export { fault, needs, profile, run, validate } from './run';
export { init, SCRATCH_BYTES } from './scratch';
