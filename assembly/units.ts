/** Computes units of one instruction. */
import { OP_CHAIN } from './gen/abi';
import { run_instruction } from './gen/dispatch';
import { run_chain } from './kernels/chain';
import { chain_scratch } from './scratch';

/** Units [lo, hi) of the instruction at w. */
export function run_units(w: usize, arena: usize, lo: i32, hi: i32): void {
  if (load<i32>(w) == OP_CHAIN) run_chain(w, arena, chain_scratch, lo, hi);
  else run_instruction(w, arena, lo, hi);
}
