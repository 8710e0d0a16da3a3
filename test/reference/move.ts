interface Fill { n: number; value: number; y: Float64Array }
export function fill({ n, value, y }: Fill): void {
  for (let i = 0; i < n; i++) y[i] = value;
}

interface Strided {
  d0: number; d1: number; d2: number; d3: number; d4: number; d5: number;
  s0: number; s1: number; s2: number; s3: number; s4: number; s5: number;
  x: Float64Array; y: Float64Array;
}
/** Calls back with the dense and the strided position of every element, in order. */
function walk({ d0, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5 }: Strided, visit: (dense: number, strided: number) => void): void {
  let dense = 0;
  for (let i0 = 0; i0 < d0; i0++)
    for (let i1 = 0; i1 < d1; i1++)
      for (let i2 = 0; i2 < d2; i2++)
        for (let i3 = 0; i3 < d3; i3++)
          for (let i4 = 0; i4 < d4; i4++)
            for (let i5 = 0; i5 < d5; i5++) visit(dense++, i0 * s0 + i1 * s1 + i2 * s2 + i3 * s3 + i4 * s4 + i5 * s5);
}
export function strided_read(args: Strided): void {
  const { x, y } = args;
  walk(args, (dense, strided) => { y[dense] = x[strided]!; });
}
export function strided_write(args: Strided): void {
  const { x, y } = args;
  walk(args, (dense, strided) => { y[strided] = x[dense]!; });
}

interface CastU8 { n: number; x: Uint8Array; y: Float64Array }
export function cast_u8_f32({ n, x, y }: CastU8): void {
  for (let i = 0; i < n; i++) y[i] = x[i]!;
}

interface Record { n: number; rows: number; row: Float64Array; x: Float64Array; y: Float64Array }
export function record({ n, rows, row, x, y }: Record): void {
  if (row[0]! < 0 || row[0]! >= rows) return;
  for (let i = 0; i < n; i++) y[row[0]! * n + i] = x[i]!;
}
