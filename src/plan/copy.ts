import { placeKey, type Place } from '../abi/program.ts';
import type { Writer } from '../abi/writer.ts';
import type { Tensor } from '../graph/tensor.ts';

/** Writes the instruction that copies a tensor's values to `target`. Writes nothing if they are there already. */
export function emitCopy(writer: Writer, x: Tensor, target: Place, place: (t: Tensor) => Place): void {
  if (x.op === 'fill') {
    writer.emit('fill', { n: x.size, value: x.attrs['value'] as number, y: target });
    return;
  }
  const source = place(x);
  if (placeKey(source) === placeKey(target)) return;
  const operands = [{ kind: 'in_full', place: source } as const, { kind: 'out', place: target } as const];
  writer.chain(1, x.size, operands, [{ kernel: 'copy', operands: [0, 1] }]);
}
