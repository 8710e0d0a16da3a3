// Recurrent cells. A strip of rows of the batch goes through all steps on one thread, so that no thread waits for another at a step.
// A tile computes the four gates of some units for some rows at once, from the input and the state of before, which lie side by side.
// Each sum goes along k in one order, whatever the tile, so that the bits do not depend on how the batch is divided.
// MIRROR: tiles follow each machine's registers.
import { ACTIVATION_RELU, ACTIVATION_SIGMOID, ACTIVATION_TANH, GATE_STRIP, RECURRENT_ROWS } from '../gen/abi';
import { vsigmoid, vtanh } from '../math';
import { gemm_scratch } from '../scratch';
import { at, at_n, put, put_n, splat, vadd, vf, vfma, vfnma, vless, vmul, vselect, vsub, W } from '../simd';
import { activate, multiply } from './gemm';

/** Bytes from one element of k to the next in packed weights, and from one gate to the next. */
const GATE_STEP: usize = 4 * GATE_STRIP << 2;
const GATE: usize = GATE_STRIP << 2;
/** The cells that `sweep` knows. */
const LSTM: i32 = 0;
const GRU: i32 = 1;

@inline function take(p: usize, i: i32, count: i32): vf { return count < W ? at_n(p, i, count) : at(p, i); }
@inline function give(p: usize, i: i32, count: i32, v: vf): void { if (count < W) put_n(p, i, count, v); else put(p, i, v); }
@inline function given(p: usize, i: i32, count: i32): vf { return p == 0 ? splat(0) : take(p, i, count); }

/** The sums of four vectors of columns, `apart` bytes from each other, for two rows; `sum` gets them as [row][vector]. The vectors are the
 *  gates of W units, or 4 W units of a cell without gates. */
@inline function cell_tile(k: i32, a: usize, a1: usize, w: usize, apart: usize, sum: usize): void {
  let c0 = splat(0), c1 = c0, c2 = c0, c3 = c0, d0 = c0, d1 = c0, d2 = c0, d3 = c0;
  for (let p = k; p > 0; p--) {
    const b0 = v128.load(w), b1 = v128.load(w + apart), b2 = v128.load(w + 2 * apart), b3 = v128.load(w + 3 * apart);
    let x = v128.load32_splat(a);
    c0 = vfma(x, b0, c0); c1 = vfma(x, b1, c1); c2 = vfma(x, b2, c2); c3 = vfma(x, b3, c3);
    x = v128.load32_splat(a1);
    d0 = vfma(x, b0, d0); d1 = vfma(x, b1, d1); d2 = vfma(x, b2, d2); d3 = vfma(x, b3, d3);
    a += 4; a1 += 4; w += GATE_STEP;
  }
  v128.store(sum, c0); v128.store(sum, c1, 16); v128.store(sum, c2, 32); v128.store(sum, c3, 48);
  v128.store(sum, d0, 64); v128.store(sum, d1, 80); v128.store(sum, d2, 96); v128.store(sum, d3, 112);
}

function gate_tile(k: i32, a: usize, a1: usize, w: usize, sum: usize): void { cell_tile(k, a, a1, w, GATE, sum); }
function plain_tile(k: i32, a: usize, a1: usize, w: usize, sum: usize): void { cell_tile(k, a, a1, w, W << 2, sum); }

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

@inline function hidden(mask: usize, row: usize): bool { return mask != 0 && load<f32>(mask + (row << 2)) == 0; }

/** Puts the input of step t beside the state before it. */
function read_step(first: i32, last: i32, t: i32, steps: i32, inputs: i32, units: i32, x: usize, h0: usize, h: usize, xh: usize): void {
  const k = inputs + units, wide = <usize>units << 2;
  for (let b = first; b < last; b++) {
    const row = <usize>b * steps + t, to = xh + ((row * k) << 2);
    memory.copy(to, x + ((row * inputs) << 2), <usize>inputs << 2);
    memory.copy(to + (<usize>inputs << 2), t == 0 ? h0 + <usize>b * wide : h + (row - 1) * wide, wide);
  }
}

/** A step that the mask hides. */
function keep(n: i32, units: usize, h_before: usize, c_before: usize, c: usize, h: usize, gates: usize): void {
  for (let g: usize = 0; g < 4; g++) give(gates + g * units, 0, n, splat(0));
  if (c != 0) give(c, 0, n, take(c_before, 0, n));
  give(h, 0, n, take(h_before, 0, n));
}

/** Takes rows [first, last) of the batch through all steps. `c` and `c0` are 0 for a cell whose only state is h. */
function sweep(
  cell: i32, first: i32, last: i32, steps: i32, inputs: i32, units: i32, x: usize, w: usize, bias: usize, h0: usize, c0: usize,
  mask: usize, h: usize, xh: usize, c: usize, gates: usize,
): void {
  const k = inputs + units, wide = <usize>units << 2, sum = gemm_scratch;
  for (let t = 0; t < steps; t++) {
    read_step(first, last, t, steps, inputs, units, x, h0, h, xh);
    for (let u = 0; u < units; u += W) {
      const count = min(units - u, W), along = <usize>u << 2;
      const panel = w + <usize>(u / GATE_STRIP) * k * GATE_STEP + (<usize>(u % GATE_STRIP) << 2);
      for (let b0 = first; b0 < last; b0 += 2) {
        const a = xh + (((<usize>b0 * steps + t) * k) << 2), height = min(last - b0, 2);
        gate_tile(k, a, height > 1 ? a + ((<usize>steps * k) << 2) : a, panel, sum);
        for (let i = 0; i < height; i++) {
          const b = b0 + i, row = <usize>b * steps + t, here = row * wide + along, y = gates + 4 * row * wide + along;
          const z = sum + (<usize>(4 * i * W) << 2), own = bias == 0 ? <usize>0 : bias + along;
          const h_before = xh + ((row * k + inputs) << 2) + along;
          const before = cell == GRU ? h_before : t == 0 ? c0 + <usize>b * wide + along : c + here - wide;
          if (hidden(mask, row)) keep(count, wide, h_before, before, cell == GRU ? 0 : c + here, h + here, y);
          else if (cell == LSTM) lstm_cell(count, z, own, wide, before, c + here, h + here, y);
          else gru_cell(count, z, own, wide, before, h + here, y);
        }
      }
    }
  }
}

@inline function row_of(unit: i32, batch: i32): i32 { return min(unit * RECURRENT_ROWS, batch); }

/** dh0 = dz wt + beta dh0 for rows [first, last) at step t; a row of dz has `width` columns. */
function to_state_before(
  first: i32, last: i32, t: i32, steps: i32, units: i32, width: i32, dz: usize, wt: usize, beta: f32, dh0: usize,
): void {
  const a = dz + (((<usize>first * steps + t) * width) << 2);
  multiply(
    false, 0, last - first, 0, units, 0, 0, width, 1, a, steps * width, wt, units, beta, dh0 + (<usize>(first * units) << 2), units,
    0, 0, 0,
  );
}

@inline function slope_of_sigmoid(y: vf): vf { return vmul(y, vsub(splat(1), y)); }
@inline function slope_of_tanh(y: vf): vf { return vfnma(y, y, splat(1)); }

// for each step: xh = (x, h before); i, f, o = sigmoid(xh w + bias), g = tanh(xh w + bias) in the order i, f, g, o; c = f c before + i g; h
//   = o tanh(c); where mask is 0, h and c stay and the gates are 0; h, c[batch,steps,units], xh[batch,steps,inputs+units],
//   gates[batch,steps,4,units]
//   alias: none   nan: propagates   error: dot(inputs + units + 16)
export function lstm(batch: i32, steps: i32, inputs: i32, units: i32, x: usize, w: usize, bias: usize, h0: usize, c0: usize, mask: usize,
    h: usize, xh: usize, c: usize, gates: usize, lo: i32, hi: i32): void {
  sweep(LSTM, row_of(lo, batch), row_of(hi, batch), steps, inputs, units, x, w, bias, h0, c0, mask, h, xh, c, gates);
}

/** to += the gradient that is given at a hidden step. */
function pass(units: i32, more: usize, to: usize): void {
  if (more == 0) return;
  for (let u = 0; u < units; u += W) {
    const n = min(units - u, W);
    give(to, u, n, vadd(take(to, u, n), take(more, u, n)));
  }
}
@inline function of_row(p: usize, at: usize): usize { return p == 0 ? 0 : p + at; }

// the gradient of lstm: from the last step to the first, dz[batch,steps,4,units] is the gradient of the sums within the gates, given dh and
//   dc of every step; wt[4 units,units] is the transpose of the weights of the state; dh0, dc0 those of the states before
//   alias: none   nan: propagates   error: dot(4 * units + 32)
export function lstm_dz(batch: i32, steps: i32, units: i32, wt: usize, c0: usize, c: usize, gates: usize, dh: usize, dc: usize, mask: usize,
    dz: usize, dh0: usize, dc0: usize, lo: i32, hi: i32): void {
  const first = row_of(lo, batch), last = row_of(hi, batch), wide = <usize>units << 2, states = <usize>(last - first) * wide;
  memory.fill(dh0 + <usize>first * wide, 0, states);
  memory.fill(dc0 + <usize>first * wide, 0, states);
  for (let t = steps - 1; t >= 0; t--) {
    for (let b = first; b < last; b++) {
      const row = <usize>b * steps + t, y = gates + 4 * row * wide, old = t == 0 ? c0 + <usize>b * wide : c + (row - 1) * wide;
      const d = dz + 4 * row * wide, carried_h = dh0 + <usize>b * wide, carried_c = dc0 + <usize>b * wide, along = row * wide;
      if (hidden(mask, row)) {
        memory.fill(d, 0, 4 * wide);
        pass(units, of_row(dh, along), carried_h);
        pass(units, of_row(dc, along), carried_c);
        continue;
      }
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
      if (mask != 0) memory.fill(carried_h, 0, wide);
    }
    // What hidden steps hand on lies in dh0, beside zeros.
    to_state_before(first, last, t, steps, units, 4 * units, dz, wt, mask == 0 ? 0 : 1, dh0);
  }
}

// for each step: xh = (x, h before); z, r = sigmoid(xh w + bias), a, q = xh w + bias in the order z, r, a, q; n = tanh(a + r q); h = z h
//   before + (1 - z) n; where mask is 0, h stays and the gates are 0; gates[batch,steps,4,units] keeps z, r, n, q
//   alias: none   nan: propagates   error: dot(inputs + units + 16)
export function gru(batch: i32, steps: i32, inputs: i32, units: i32, x: usize, w: usize, bias: usize, h0: usize, mask: usize, h: usize,
    xh: usize, gates: usize, lo: i32, hi: i32): void {
  sweep(GRU, row_of(lo, batch), row_of(hi, batch), steps, inputs, units, x, w, bias, h0, 0, mask, h, xh, 0, gates);
}

// the gradient of gru: from the last step to the first, dz[batch,steps,4,units] is the gradient of the sums z, r, a, q, given dh of every
//   step; wt[4 units,units] is the transpose of the weights of the state; dh0 is that of the state before
//   alias: none   nan: propagates   error: dot(4 * units + 32)
export function gru_dz(batch: i32, steps: i32, inputs: i32, units: i32, wt: usize, xh: usize, gates: usize, dh: usize, mask: usize,
    dz: usize, dh0: usize, lo: i32, hi: i32): void {
  const first = row_of(lo, batch), last = row_of(hi, batch), wide = <usize>units << 2;
  memory.fill(dh0 + <usize>first * wide, 0, <usize>(last - first) * wide);
  for (let t = steps - 1; t >= 0; t--) {
    for (let b = first; b < last; b++) {
      const row = <usize>b * steps + t, y = gates + 4 * row * wide, before = xh + ((row * (inputs + units) + inputs) << 2);
      const d = dz + 4 * row * wide, carried = dh0 + <usize>b * wide;
      if (hidden(mask, row)) {
        memory.fill(d, 0, 4 * wide);
        pass(units, of_row(dh, row * wide), carried);
        continue;
      }
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
    to_state_before(first, last, t, steps, units, 4 * units, dz, wt, 1, dh0);
  }
}

// for each step: xh = (x, h before); h = act(xh w + bias), where mask is 0, h stays; h[batch,steps,units], xh[batch,steps,inputs+units]
//   alias: none   nan: propagates   error: dot(inputs + units + 16)
export function simple_rnn(batch: i32, steps: i32, inputs: i32, units: i32, activation: i32, x: usize, w: usize, bias: usize, h0: usize,
    mask: usize, h: usize, xh: usize, lo: i32, hi: i32): void {
  const first = row_of(lo, batch), last = row_of(hi, batch), k = inputs + units, wide = <usize>units << 2, sum = gemm_scratch;
  for (let t = 0; t < steps; t++) {
    read_step(first, last, t, steps, inputs, units, x, h0, h, xh);
    for (let u0 = 0; u0 < units; u0 += 4 * W) {
      const panel = w + <usize>(u0 / (4 * GATE_STRIP)) * k * GATE_STEP + (<usize>(u0 % (4 * GATE_STRIP)) << 2);
      for (let b0 = first; b0 < last; b0 += 2) {
        const a = xh + (((<usize>b0 * steps + t) * k) << 2), height = min(last - b0, 2);
        plain_tile(k, a, height > 1 ? a + ((<usize>steps * k) << 2) : a, panel, sum);
        for (let i = 0; i < height; i++) {
          const row = <usize>(b0 + i) * steps + t, before = xh + ((row * k + inputs) << 2), to = h + row * wide;
          for (let v = 0; v < 4 && u0 + v * W < units; v++) {
            const u = u0 + v * W, n = min(units - u, W), z = at(sum, (4 * i + v) * W);
            const y = hidden(mask, row) ? take(before, u, n) : activate(bias == 0 ? z : vadd(z, take(bias, u, n)), activation);
            give(to, u, n, y);
          }
        }
      }
    }
  }
}

/** dy times the slope of an activation where it answered y. */
@inline function through_activation(dy: vf, y: vf, activation: i32): vf {
  if (activation == ACTIVATION_RELU) return vselect(vless(splat(0), y), dy, splat(0));
  if (activation == ACTIVATION_SIGMOID) return vmul(dy, slope_of_sigmoid(y));
  return activation == ACTIVATION_TANH ? vmul(dy, slope_of_tanh(y)) : dy;
}

// the gradient of simple_rnn: from the last step to the first, dz[batch,steps,units] is the gradient of the sums within act, given dh of
//   every step; wt[units,units] is the transpose of the weights of the state; dh0 is that of the state before
//   alias: none   nan: propagates; h NaN gives 0 with relu   error: dot(units + 32)
export function simple_rnn_dz(batch: i32, steps: i32, units: i32, activation: i32, wt: usize, h: usize, dh: usize, mask: usize, dz: usize,
    dh0: usize, lo: i32, hi: i32): void {
  const first = row_of(lo, batch), last = row_of(hi, batch), wide = <usize>units << 2;
  memory.fill(dh0 + <usize>first * wide, 0, <usize>(last - first) * wide);
  for (let t = steps - 1; t >= 0; t--) {
    for (let b = first; b < last; b++) {
      const row = <usize>b * steps + t, along = row * wide, d = dz + along, carried = dh0 + <usize>b * wide;
      if (hidden(mask, row)) {
        memory.fill(d, 0, wide);
        pass(units, dh + along, carried);
        continue;
      }
      for (let u = 0; u < units; u += W) {
        const n = min(units - u, W), to_h = vadd(take(carried, u, n), take(dh + along, u, n));
        give(d, u, n, through_activation(to_h, take(h + along, u, n), activation));
      }
      if (mask != 0) memory.fill(carried, 0, wide);
    }
    to_state_before(first, last, t, steps, units, units, dz, wt, mask == 0 ? 0 : 1, dh0);
  }
}
