// Optimizer steps: one pass over parameter, gradient and slots.
import { at, at_n, put, put_n, splat, vadd, vdiv, vf, vfma, vfnma, vmul, vsqrt, vsub, W } from '../simd';

/** Up to W elements from i on; with a constant count of W the choice is made by the compiler. */
@inline function take(p: usize, i: i32, count: i32): vf { return count < W ? at_n(p, i, count) : at(p, i); }
@inline function give(p: usize, i: i32, count: i32, v: vf): void {
  if (count < W) put_n(p, i, count, v);
  else put(p, i, v);
}

@inline function sgd_at(i: i32, count: i32, rate: vf, g: usize, w: usize): void {
  give(w, i, count, vfnma(rate, take(g, i, count), take(w, i, count)));
}

// w[n] -= rate[0] * g[n]   alias: none   nan: propagates   error: dot(2)
export function sgd(n: i32, rate: usize, g: usize, w: usize, lo: i32, hi: i32): void {
  const step = splat(load<f32>(rate));
  let i: i32 = lo;
  for (; hi - i >= W; i += W) sgd_at(i, W, step, g, w);
  if (i < hi) sgd_at(i, hi - i, step, g, w);
}

@inline function sgd_momentum_at(i: i32, count: i32, rate: vf, momentum: vf, nesterov: i32, g: usize, m: usize, w: usize): void {
  const step = vmul(rate, take(g, i, count));
  const velocity = vsub(vmul(momentum, take(m, i, count)), step);
  give(m, i, count, velocity);
  give(w, i, count, vadd(take(w, i, count), nesterov ? vsub(vmul(momentum, velocity), step) : velocity));
}

// m[n] = momentum m - rate[0] g; w[n] += nesterov ? momentum m - rate[0] g : m   alias: none   nan: propagates   error: dot(5)
export function sgd_momentum(n: i32, rate: usize, momentum: f32, nesterov: i32, g: usize, m: usize, w: usize, lo: i32, hi: i32): void {
  const step = splat(load<f32>(rate)), keep = splat(momentum);
  let i: i32 = lo;
  for (; hi - i >= W; i += W) sgd_momentum_at(i, W, step, keep, nesterov, g, m, w);
  if (i < hi) sgd_momentum_at(i, hi - i, step, keep, nesterov, g, m, w);
}

@inline function adam_at(i: i32, count: i32, alpha: vf, change1: vf, change2: vf, epsilon: vf, g: usize, m: usize, v: usize, w: usize): void {
  const gi = take(g, i, count);
  const m0 = take(m, i, count), v0 = take(v, i, count);
  const first = vfma(vsub(gi, m0), change1, m0);
  const second = vfma(vsub(vmul(gi, gi), v0), change2, v0);
  give(m, i, count, first);
  give(v, i, count, second);
  give(w, i, count, vsub(take(w, i, count), vdiv(vmul(alpha, first), vadd(vsqrt(second), epsilon))));
}

// m[n] += (g - m)(1 - beta1); v[n] += (g g - v)(1 - beta2); w[n] -= alpha[0] m / (sqrt(v) + epsilon)   alias: none   nan: propagates   error: dot(12)
export function adam(n: i32, alpha: usize, beta1: f32, beta2: f32, epsilon: f32, g: usize, m: usize, v: usize, w: usize, lo: i32, hi: i32): void {
  const step = splat(load<f32>(alpha)), change1 = splat(1 - beta1), change2 = splat(1 - beta2), guard = splat(epsilon);
  let i: i32 = lo;
  // MIRROR: WebAssembly has no prefetch
  for (; hi - i >= W; i += W) adam_at(i, W, step, change1, change2, guard, g, m, v, w);
  if (i < hi) adam_at(i, hi - i, step, change1, change2, guard, g, m, v, w);
}
