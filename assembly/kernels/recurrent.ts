// Recurrent cells. A strip of rows of the batch goes through all steps on one thread, so that no thread waits for another at a step.
// A tile computes the four gates of some units for some rows at once, from the input and the state of before, which lie side by side.
// Each sum goes along k in one order, whatever the tile, so that the bits do not depend on how the batch is divided.
// MIRROR: tiles follow each machine's registers.
import { GATE_STRIP, RECURRENT_ROWS } from '../gen/abi';
import { vsigmoid, vtanh } from '../math';
import { gemm_scratch } from '../scratch';
import { at, at_n, put, put_n, splat, vadd, vf, vfma, vfnma, vmul, vsub, W } from '../simd';
import { multiply } from './gemm';

/** Bytes from one element of k to the next in packed weights, and from one gate to the next. */
const GATE_STEP: usize = 4 * GATE_STRIP << 2;
const GATE: usize = GATE_STRIP << 2;
/** The cells that `sweep` knows. */
const LSTM: i32 = 0;
const GRU: i32 = 1;

@inline function take(p: usize, i: i32, count: i32): vf { return count < W ? at_n(p, i, count) : at(p, i); }
@inline function give(p: usize, i: i32, count: i32, v: vf): void { if (count < W) put_n(p, i, count, v); else put(p, i, v); }
@inline function given(p: usize, i: i32, count: i32): vf { return p == 0 ? splat(0) : take(p, i, count); }

/** The sums of four gates of two rows and W units; `sum` gets them as [row][gate][unit]. */
function gate_tile(k: i32, a: usize, a1: usize, w: usize, sum: usize): void {
  let c0 = splat(0), c1 = c0, c2 = c0, c3 = c0, d0 = c0, d1 = c0, d2 = c0, d3 = c0;
  for (let p = k; p > 0; p--) {
    const b0 = v128.load(w), b1 = v128.load(w + GATE), b2 = v128.load(w + 2 * GATE), b3 = v128.load(w + 3 * GATE);
    let x = v128.load32_splat(a);
    c0 = vfma(x, b0, c0); c1 = vfma(x, b1, c1); c2 = vfma(x, b2, c2); c3 = vfma(x, b3, c3);
    x = v128.load32_splat(a1);
    d0 = vfma(x, b0, d0); d1 = vfma(x, b1, d1); d2 = vfma(x, b2, d2); d3 = vfma(x, b3, d3);
    a += 4; a1 += 4; w += GATE_STEP;
  }
  v128.store(sum, c0); v128.store(sum, c1, 16); v128.store(sum, c2, 32); v128.store(sum, c3, 48);
  v128.store(sum, d0, 64); v128.store(sum, d1, 80); v128.store(sum, d2, 96); v128.store(sum, d3, 112);
}

/** The sum of a gate of `count` units, with its bias. */
@inline function gate(sum: usize, g: i32, bias: usize, units: usize, count: i32): vf {
  const z = at(sum, g * W);
  return bias == 0 ? z : vadd(z, take(bias + <usize>g * units, 0, count));
}

function lstm_cell(n: i32, sum: usize, bias: usize, units: usize, before: usize, c: usize, h: usize, gates: usize): void {
  const i = vsigmoid(gate(sum, 0, bias, units, n)), f = vsigmoid(gate(sum, 1, bias, units, n));
  const g = vtanh(gate(sum, 2, bias, units, n)), o = vsigmoid(gate(sum, 3, bias, units, n));
  give(gates, 0, n, i);
  give(gates + units, 0, n, f);
  give(gates + 2 * units, 0, n, g);
  give(gates + 3 * units, 0, n, o);
  const state = vfma(f, take(before, 0, n), vmul(i, g));
  give(c, 0, n, state);
  give(h, 0, n, vmul(o, vtanh(state)));
}

function gru_cell(n: i32, sum: usize, bias: usize, units: usize, before: usize, h: usize, gates: usize): void {
  const z = vsigmoid(gate(sum, 0, bias, units, n)), r = vsigmoid(gate(sum, 1, bias, units, n)), q = gate(sum, 3, bias, units, n);
  const y = vtanh(vfma(r, q, gate(sum, 2, bias, units, n)));
  give(gates, 0, n, z);
  give(gates + units, 0, n, r);
  give(gates + 2 * units, 0, n, y);
  give(gates + 3 * units, 0, n, q);
  give(h, 0, n, vfma(z, vsub(take(before, 0, n), y), y));
}

/** Takes rows [first, last) of the batch through all steps. `c` and `c0` are 0 for a cell whose only state is h. */
function sweep(
  cell: i32, first: i32, last: i32, steps: i32, inputs: i32, units: i32, x: usize, w: usize, bias: usize, h0: usize, c0: usize, h: usize,
  xh: usize, c: usize, gates: usize,
): void {
  const k = inputs + units, wide = <usize>units << 2, sum = gemm_scratch;
  for (let t = 0; t < steps; t++) {
    for (let b = first; b < last; b++) {
      const row = <usize>b * steps + t, to = xh + ((row * k) << 2);
      memory.copy(to, x + ((row * inputs) << 2), <usize>inputs << 2);
      memory.copy(to + (<usize>inputs << 2), t == 0 ? h0 + <usize>b * wide : h + (row - 1) * wide, wide);
    }
    for (let u = 0; u < units; u += W) {
      const count = min(units - u, W), along = <usize>u << 2;
      const panel = w + <usize>(u / GATE_STRIP) * k * GATE_STEP + (<usize>(u % GATE_STRIP) << 2);
      for (let b0 = first; b0 < last; b0 += 2) {
        const a = xh + (((<usize>b0 * steps + t) * k) << 2), height = min(last - b0, 2);
        gate_tile(k, a, height > 1 ? a + ((<usize>steps * k) << 2) : a, panel, sum);
        for (let i = 0; i < height; i++) {
          const b = b0 + i, row = <usize>b * steps + t, here = row * wide + along, y = gates + 4 * row * wide + along;
          const z = sum + (<usize>(4 * i * W) << 2), own = bias == 0 ? 0 : bias + along;
          if (cell == LSTM) {
            lstm_cell(count, z, own, wide, t == 0 ? c0 + <usize>b * wide + along : c + here - wide, c + here, h + here, y);
          } else {
            gru_cell(count, z, own, wide, xh + ((row * k + inputs) << 2) + along, h + here, y);
          }
        }
      }
    }
  }
}

@inline function row_of(unit: i32, batch: i32): i32 { return min(unit * RECURRENT_ROWS, batch); }

/** dh0 = dz wt + beta dh0 for rows [first, last) at step t. */
function to_state_before(first: i32, last: i32, t: i32, steps: i32, units: i32, dz: usize, wt: usize, beta: f32, dh0: usize): void {
  const a = dz + (((<usize>first * steps + t) * units) << 4);
  multiply(
    false, 0, last - first, 0, units, 0, 0, 4 * units, 1, a, 4 * steps * units, wt, units, beta, dh0 + (<usize>(first * units) << 2), units,
    0, 0, 0,
  );
}

@inline function slope_of_sigmoid(y: vf): vf { return vmul(y, vsub(splat(1), y)); }
@inline function slope_of_tanh(y: vf): vf { return vfnma(y, y, splat(1)); }

// for each step: xh = (x, h before); i, f, o = sigmoid(xh w + bias), g = tanh(xh w + bias) in the order i, f, g, o; c = f c before + i g; h
//   = o tanh(c); h, c[batch,steps,units], xh[batch,steps,inputs+units], gates[batch,steps,4,units]
//   alias: none   nan: propagates   error: dot(inputs + units + 16)
export function lstm(batch: i32, steps: i32, inputs: i32, units: i32, x: usize, w: usize, bias: usize, h0: usize, c0: usize, h: usize,
    xh: usize, c: usize, gates: usize, lo: i32, hi: i32): void {
  sweep(LSTM, row_of(lo, batch), row_of(hi, batch), steps, inputs, units, x, w, bias, h0, c0, h, xh, c, gates);
}

// the gradient of lstm: from the last step to the first, dz[batch,steps,4,units] is the gradient of the sums within the gates, given dh and
//   dc of every step; wt[4 units,units] is the transpose of the weights of the state; dh0, dc0 those of the states before
//   alias: none   nan: propagates   error: dot(4 * units + 32)
export function lstm_dz(batch: i32, steps: i32, units: i32, wt: usize, c0: usize, c: usize, gates: usize, dh: usize, dc: usize, dz: usize,
    dh0: usize, dc0: usize, lo: i32, hi: i32): void {
  const first = row_of(lo, batch), last = row_of(hi, batch), wide = <usize>units << 2, states = <usize>(last - first) * wide;
  memory.fill(dh0 + <usize>first * wide, 0, states);
  memory.fill(dc0 + <usize>first * wide, 0, states);
  for (let t = steps - 1; t >= 0; t--) {
    for (let b = first; b < last; b++) {
      const row = <usize>b * steps + t, y = gates + 4 * row * wide, old = t == 0 ? c0 + <usize>b * wide : c + (row - 1) * wide;
      const d = dz + 4 * row * wide, carried_h = dh0 + <usize>b * wide, carried_c = dc0 + <usize>b * wide, along = row * wide;
      for (let u = 0; u < units; u += W) {
        const n = min(units - u, W);
        const i = take(y, u, n), f = take(y + wide, u, n), g = take(y + 2 * wide, u, n), o = take(y + 3 * wide, u, n);
        const s = vtanh(take(c + along, u, n));
        const to_h = vadd(take(carried_h, u, n), given(dh == 0 ? 0 : dh + along, u, n));
        const to_c = vfma(vmul(o, slope_of_tanh(s)), to_h, vadd(take(carried_c, u, n), given(dc == 0 ? 0 : dc + along, u, n)));
        give(d, u, n, vmul(vmul(to_c, g), slope_of_sigmoid(i)));
        give(d + wide, u, n, vmul(vmul(to_c, take(old, u, n)), slope_of_sigmoid(f)));
        give(d + 2 * wide, u, n, vmul(vmul(to_c, i), slope_of_tanh(g)));
        give(d + 3 * wide, u, n, vmul(vmul(to_h, s), slope_of_sigmoid(o)));
        give(carried_c, u, n, vmul(to_c, f));
      }
    }
    to_state_before(first, last, t, steps, units, dz, wt, 0, dh0);
  }
}

// for each step: xh = (x, h before); z, r = sigmoid(xh w + bias), a, q = xh w + bias in the order z, r, a, q; n = tanh(a + r q); h = z h
//   before + (1 - z) n; gates[batch,steps,4,units] keeps z, r, n, q
//   alias: none   nan: propagates   error: dot(inputs + units + 16)
export function gru(batch: i32, steps: i32, inputs: i32, units: i32, x: usize, w: usize, bias: usize, h0: usize, h: usize, xh: usize,
    gates: usize, lo: i32, hi: i32): void {
  sweep(GRU, row_of(lo, batch), row_of(hi, batch), steps, inputs, units, x, w, bias, h0, 0, h, xh, 0, gates);
}

// the gradient of gru: from the last step to the first, dz[batch,steps,4,units] is the gradient of the sums z, r, a, q, given dh of every
//   step; wt[4 units,units] is the transpose of the weights of the state; dh0 is that of the state before
//   alias: none   nan: propagates   error: dot(4 * units + 32)
export function gru_dz(batch: i32, steps: i32, inputs: i32, units: i32, wt: usize, xh: usize, gates: usize, dh: usize, dz: usize,
    dh0: usize, lo: i32, hi: i32): void {
  const first = row_of(lo, batch), last = row_of(hi, batch), wide = <usize>units << 2;
  memory.fill(dh0 + <usize>first * wide, 0, <usize>(last - first) * wide);
  for (let t = steps - 1; t >= 0; t--) {
    for (let b = first; b < last; b++) {
      const row = <usize>b * steps + t, y = gates + 4 * row * wide, before = xh + ((row * (inputs + units) + inputs) << 2);
      const d = dz + 4 * row * wide, carried = dh0 + <usize>b * wide;
      for (let u = 0; u < units; u += W) {
        const n = min(units - u, W);
        const z = take(y, u, n), r = take(y + wide, u, n), s = take(y + 2 * wide, u, n), q = take(y + 3 * wide, u, n);
        const to_h = vadd(take(carried, u, n), given(dh == 0 ? 0 : dh + row * wide, u, n));
        const a = vmul(vmul(to_h, vsub(splat(1), z)), slope_of_tanh(s));
        give(d, u, n, vmul(vmul(to_h, vsub(take(before, u, n), s)), slope_of_sigmoid(z)));
        give(d + wide, u, n, vmul(vmul(a, q), slope_of_sigmoid(r)));
        give(d + 2 * wide, u, n, a);
        give(d + 3 * wide, u, n, vmul(a, r));
        give(carried, u, n, vmul(to_h, z));
      }
    }
    to_state_before(first, last, t, steps, units, dz, wt, 1, dh0);
  }
}
