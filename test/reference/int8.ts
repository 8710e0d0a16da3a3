interface GemmInt8 {
  m: number;
  n: number;
  k: number;
  x: Float64Array;
  w: Uint8Array;
  scale: Float64Array;
  bias: Float64Array | null;
  relu: number;
  y: Float64Array;
}

const { abs, fround } = Math;

/** Columns of w that lie together, as INT8_STRIP of the table. */
const STRIP = 16;

/** To the nearest integer, halves to even. */
function nearest(x: number): number {
  const below = Math.floor(x);
  const over = x - below;
  return over > 0.5 || (over === 0.5 && below % 2 !== 0) ? below + 1 : below;
}

/** Every step in float32: rounding a float64 result of two float32 numbers once more rounds as float32 does. */
export function gemm_int8({ m, n, k, x, w, scale, bias, relu, y }: GemmInt8): void {
  const weight = (p: number, j: number): number =>
    w[(Math.floor(j / STRIP) * Math.ceil(k / 4) + Math.floor(p / 4)) * 4 * STRIP + (j % STRIP) * 4 + (p % 4)]! - 128;
  for (let i = 0; i < m; i++) {
    const row = Float32Array.from(x.subarray(i * k, (i + 1) * k));
    const most = row.reduce((a, b) => Math.max(a, abs(b)), 0);
    const s = most < Infinity ? fround(127 / fround(most + fround(1e-7))) : NaN;
    const q = row.map((v) => nearest(fround(v * s)));
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) sum += q[p]! * weight(p, j);
      let z = fround(fround(sum) / fround(scale[j]! * s));
      if (bias !== null) z = fround(z + bias[j]!);
      y[i * n + j] = relu === 1 && z <= 0 ? 0 : z;
    }
  }
}
