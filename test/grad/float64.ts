/** Runs graphs on the float64 reference machine: what differentiation is checked against, without float32 noise. */
import { link } from '../../src/abi/program.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import { plan } from '../../src/plan/plan.ts';
import { referenceBackend } from '../reference/machine.ts';

/** A program of the outputs, as a function of its inputs' values. */
export function float64Function(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
): (values: readonly Float64Array[]) => Float64Array[] {
  const constants: { offset: number; values: Float64Array }[] = [];
  let state = 0;
  const planned = plan({
    outputs,
    inputs,
    place: (leaf) => {
      if (leaf.op === 'input') return undefined;
      const offset = state;
      constants.push({ offset, values: Float64Array.from(leaf.variable?.read() ?? leaf.data) });
      state += leaf.size;
      return { segment: 'state', offset };
    },
  });
  const arena = referenceBackend().allocate(state + planned.program.workspace);
  const program = arena.load(link(planned.program, { state: 0, workspace: state, dataset: 0 }));
  const at = ({ segment, offset }: { segment: string; offset: number }): number => (segment === 'workspace' ? state + offset : offset);
  return (values) => {
    for (const c of constants) arena.writeFloat64(c.offset, c.values);
    values.forEach((v, i) => arena.writeFloat64(at(planned.inputs[i]!), v));
    arena.run(program, 1);
    return outputs.map((t, i) => {
      const into = new Float64Array(t.size);
      arena.readFloat64(at(planned.outputs[i]!), into);
      return into;
    });
  };
}
