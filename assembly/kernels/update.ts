// Optimizer steps: one pass over parameters, gradients and slots.
import { at, at_n, put, put_n, splat, vadd, vdiv, vf, vfma, vfnma, vmul, vsqrt, vsub, W } from '../simd';

/** Loads up to W elements from i on. If count is the constant W, the compiler makes the choice. */
@inline function take(p: usize, i: i32, count: i32): vf { return count < W ? at_n(p, i, count) : at(p, i); }
@inline function give(p: usize, i: i32, count: i32, v: vf): void {
  if (count < W) put_n(p, i, count, v);
  else put(p, i, v);
}

/** The factor by which gradients are multiplied when they are read. */
@inline function factor(scale: usize): vf { return splat(scale != 0 ? load<f32>(scale) : 1.0); }

@inline function sgd_at(i: i32, count: i32, rate: vf, scale: vf, g: usize, w: usize): void {
  give(w, i, count, vfnma(rate, vmul(take(g, i, count), scale), take(w, i, count)));
}

// w[n] -= rate[0] g, with g = scale[0] g[n]   alias: none   nan: propagates   error: dot(3)
export function sgd(n: i32, rate: usize, scale: usize, g: usize, w: usize, lo: i32, hi: i32): void {
  const step = splat(load<f32>(rate)), clip = factor(scale);
  let i: i32 = lo;
  for (; hi - i >= W; i += W) sgd_at(i, W, step, clip, g, w);
  if (i < hi) sgd_at(i, hi - i, step, clip, g, w);
}

@inline function sgd_momentum_at(i: i32, count: i32, rate: vf, scale: vf, momentum: vf, nesterov: i32, g: usize, m: usize, w: usize): void {
  const step = vmul(rate, vmul(take(g, i, count), scale));
  const velocity = vsub(vmul(momentum, take(m, i, count)), step);
  give(m, i, count, velocity);
  give(w, i, count, vadd(take(w, i, count), nesterov ? vsub(vmul(momentum, velocity), step) : velocity));
}

// m[n] = momentum m - rate[0] g; w[n] += nesterov ? momentum m - rate[0] g : m, with g = scale[0] g[n]
//   alias: none   nan: propagates   error: dot(6)
export function sgd_momentum(n: i32, rate: usize, scale: usize, momentum: f32, nesterov: i32, g: usize, m: usize, w: usize, lo: i32,
    hi: i32): void {
  const step = splat(load<f32>(rate)), clip = factor(scale), keep = splat(momentum);
  let i: i32 = lo;
  for (; hi - i >= W; i += W) sgd_momentum_at(i, W, step, clip, keep, nesterov, g, m, w);
  if (i < hi) sgd_momentum_at(i, hi - i, step, clip, keep, nesterov, g, m, w);
}

@inline function adam_at(
  i: i32, count: i32, alpha: vf, decays: bool, decay: vf, scale: vf, change1: vf, change2: vf, epsilon: vf, g: usize, m: usize, v: usize,
  w: usize,
): void {
  const gi = vmul(take(g, i, count), scale);
  const m0 = take(m, i, count), v0 = take(v, i, count);
  const first = vfma(vsub(gi, m0), change1, m0);
  const second = vfma(vsub(vmul(gi, gi), v0), change2, v0);
  give(m, i, count, first);
  give(v, i, count, second);
  const w0 = take(w, i, count);
  give(w, i, count, vsub(decays ? vfnma(decay, w0, w0) : w0, vdiv(vmul(alpha, first), vadd(vsqrt(second), epsilon))));
}

// m[n] += (g - m)(1 - beta1); v[n] += (g g - v)(1 - beta2); w[n] -= decay[0] w + alpha[0] m / (sqrt v + epsilon), with g = scale[0] g[n]
//   alias: none   nan: propagates   error: dot(16)
export function adam(n: i32, alpha: usize, decay: usize, scale: usize, beta1: f32, beta2: f32, epsilon: f32, g: usize, m: usize, v: usize,
    w: usize, lo: i32, hi: i32): void {
  const decays = decay != 0;
  const step = splat(load<f32>(alpha)), shrink = splat(decays ? load<f32>(decay) : 0.0), clip = factor(scale);
  const change1 = splat(1 - beta1), change2 = splat(1 - beta2), guard = splat(epsilon);
  let i: i32 = lo;
  // MIRROR: WebAssembly has no prefetch
  for (; hi - i >= W; i += W) adam_at(i, W, step, decays, shrink, clip, change1, change2, guard, g, m, v, w);
  if (i < hi) adam_at(i, hi - i, step, decays, shrink, clip, change1, change2, guard, g, m, v, w);
}

// w[index[k],width] -= rate[0] g[k,width], in order of k; an index outside 0..rows-1 changes nothing
//   alias: none   nan: propagates   error: dot(n + 2)
export function sgd_rows(n: i32, width: i32, rows: i32, rate: usize, g: usize, index: usize, w: usize, lo: i32, hi: i32): void {
  const bytes = (<usize>width) << 2;
  for (let k: i32 = 0; k < n; k++) {
    const row = load<i32>(index + ((<usize>k) << 2));
    if (row >= lo && row < hi) sgd(width, rate, 0, g + <usize>k * bytes, w + <usize>row * bytes, 0, width);
  }
}
