// Recurrent cells. A strip of rows of the batch goes through all steps on one thread, so that no thread waits for another at a step.
// What a step sums, recurrent-tile.inl.h says.
// MIRROR: tiles follow each machine's registers.
#pragma once

#include "recurrent-tile.inl.h"

/* Up to W units of a row in one step. */
struct Cell {
  int32_t count;
  /* The sums of the gates, W floats each, and their biases, `units` apart; null for none. */
  const float *sum, *bias;
  ptrdiff_t units;

  vf gate(int32_t g) const {
    const vf z = at(sum, g * W);
    return bias == nullptr ? z : vadd(z, take(bias + g * units, 0, count));
  }
};

/* A step of a cell: reads what it needs at `before`, writes at h and at the gates, which are `units` apart. */
typedef void (*CellStep)(const Cell& cell, const float* before, float* c, float* h, float* gates);

static void lstm_cell(const Cell& cell, const float* before, float* c, float* h, float* gates) {
  const int32_t n = cell.count;
  const vf i = vsigmoid(cell.gate(0)), f = vsigmoid(cell.gate(1)), g = vtanh(cell.gate(2)), o = vsigmoid(cell.gate(3));
  give(gates, 0, n, i);
  give(gates + cell.units, 0, n, f);
  give(gates + 2 * cell.units, 0, n, g);
  give(gates + 3 * cell.units, 0, n, o);
  const vf state = vfma(f, take(before, 0, n), vmul(i, g));
  give(c, 0, n, state);
  give(h, 0, n, vmul(o, vtanh(state)));
}

static void gru_cell(const Cell& cell, const float* before, float* c, float* h, float* gates) {
  (void)c;
  const int32_t n = cell.count;
  const vf z = vsigmoid(cell.gate(0)), r = vsigmoid(cell.gate(1)), q = cell.gate(3), y = vtanh(vfma(r, q, cell.gate(2)));
  give(gates, 0, n, z);
  give(gates + cell.units, 0, n, r);
  give(gates + 2 * cell.units, 0, n, y);
  give(gates + 3 * cell.units, 0, n, q);
  give(h, 0, n, vfma(z, vsub(take(before, 0, n), y), y));
}

static inline bool hidden(const float* mask, ptrdiff_t row) { return mask != nullptr && mask[row] == 0.0f; }

/* Puts the input of step t beside the state before it. */
static void read_step(int32_t first, int32_t last, int32_t t, int32_t steps, int32_t inputs, int32_t units, const float* x, const float* h0,
    const float* h, float* xh) {
  const int32_t k = inputs + units;
  for (int32_t b = first; b < last; b++) {
    const ptrdiff_t row = (ptrdiff_t)b * steps + t;
    memcpy(xh + row * k, x + row * inputs, (size_t)inputs * sizeof(float));
    memcpy(xh + row * k + inputs, t == 0 ? h0 + (ptrdiff_t)b * units : h + (row - 1) * units, (size_t)units * sizeof(float));
  }
}

/* A step that the mask hides. */
static void keep(int32_t n, ptrdiff_t units, const float* h_before, const float* c_before, float* c, float* h, float* gates) {
  for (int32_t g = 0; g < 4; g++) give(gates + g * units, 0, n, splat(0.0f));
  if (c != nullptr) give(c, 0, n, take(c_before, 0, n));
  give(h, 0, n, take(h_before, 0, n));
}

/* Takes rows [first, last) of the batch through all steps. `c` is null for a cell whose only state is h. */
static void sweep(CellStep step, int32_t first, int32_t last, int32_t steps, int32_t inputs, int32_t units, const float* x, const float* w,
    const float* bias, const float* h0, const float* c0, const float* mask, float* h, float* xh, float* c, float* gates) {
  const int32_t k = inputs + units, rows = last - first, bands = (rows + GATE_ROWS - 1) / GATE_ROWS;
  float sum[GATE_ROWS * 4 * W];
  for (int32_t t = 0; t < steps; t++) {
    read_step(first, last, t, steps, inputs, units, x, h0, h, xh);
    for (int32_t u = 0; u < units; u += W) {
      const int32_t strip = u / GATE_STRIP, count = units - u < W ? units - u : W;
      const float* panel = w + (ptrdiff_t)strip * k * GATE_STEP + u % GATE_STRIP;
      for (int32_t band = 0; band < bands; band++) {
        const int32_t b0 = first + cut(rows, band, bands), height = first + cut(rows, band + 1, bands) - b0;
        gate_tile_of(height)(k, xh + ((ptrdiff_t)b0 * steps + t) * k, (ptrdiff_t)steps * k, panel, sum);
        for (int32_t i = 0; i < height; i++) {
          const ptrdiff_t row = (ptrdiff_t)(b0 + i) * steps + t, here = row * units + u;
          const Cell cell = {count, sum + 4 * i * W, bias == nullptr ? nullptr : bias + u, units};
          const float* h_before = xh + row * k + inputs + u;
          const float* before = c == nullptr ? h_before : t == 0 ? c0 + (ptrdiff_t)(b0 + i) * units + u : c + here - units;
          float *memory = c == nullptr ? nullptr : c + here, *answers = gates + row * 4 * units + u;
          if (hidden(mask, row)) keep(count, units, h_before, before, memory, h + here, answers);
          else step(cell, before, memory, h + here, answers);
        }
      }
    }
  }
}

/* Rows of the batch in units [lo, hi) of the work. */
static inline int32_t row_of(int32_t unit, int32_t batch) { return unit * RECURRENT_ROWS < batch ? unit * RECURRENT_ROWS : batch; }

// for each step: xh = (x, h before); i, f, o = sigmoid(xh w + bias), g = tanh(xh w + bias) in the order i, f, g, o; c = f c before + i g; h
//   = o tanh(c); where mask is 0, h and c stay and the gates are 0; h, c[batch,steps,units], xh[batch,steps,inputs+units],
//   gates[batch,steps,4,units]
//   alias: none   nan: propagates   error: dot(inputs + units + 16)
static void lstm(int32_t batch, int32_t steps, int32_t inputs, int32_t units, const float* x, const float* w, const float* bias,
    const float* h0, const float* c0, const float* mask, float* h, float* xh, float* c, float* gates, int32_t lo, int32_t hi) {
  sweep(lstm_cell, row_of(lo, batch), row_of(hi, batch), steps, inputs, units, x, w, bias, h0, c0, mask, h, xh, c, gates);
}

/* dh0 = dz wt + beta dh0 for rows [first, last) at step t; a row of dz has `width` columns. */
static void to_state_before(int32_t first, int32_t last, int32_t t, int32_t steps, int32_t units, int32_t width, const float* dz,
    const float* wt, float beta, float* dh0) {
  multiply(0, 0, last - first, units, width, 1.0f, dz + ((ptrdiff_t)first * steps + t) * width, (ptrdiff_t)steps * width, wt, units, beta,
      dh0 + (ptrdiff_t)first * units, units, nullptr, ACTIVATION_LINEAR, nullptr);
}

static inline vf slope_of_sigmoid(vf y) { return vmul(y, vsub(splat(1.0f), y)); }
static inline vf slope_of_tanh(vf y) { return vfnma(y, y, splat(1.0f)); }
/* to += the gradient that is given at a hidden step. */
static void pass(int32_t units, const float* more, float* to) {
  if (more == nullptr) return;
  for (int32_t u = 0; u < units; u += W) {
    const int32_t n = units - u < W ? units - u : W;
    give(to, u, n, vadd(take(to, u, n), take(more, u, n)));
  }
}
static inline const float* of_row(const float* p, ptrdiff_t at) { return p == nullptr ? nullptr : p + at; }
static inline vf given(const float* p, ptrdiff_t i, int32_t count) { return p == nullptr ? splat(0.0f) : take(p + i, 0, count); }

// the gradient of lstm: from the last step to the first, dz[batch,steps,4,units] is the gradient of the sums within the gates, given dh and
//   dc of every step; wt[4 units,units] is the transpose of the weights of the state; dh0, dc0 those of the states before
//   alias: none   nan: propagates   error: dot(4 * units + 32)
static void lstm_dz(int32_t batch, int32_t steps, int32_t units, const float* wt, const float* c0, const float* c, const float* gates,
    const float* dh, const float* dc, const float* mask, float* dz, float* dh0, float* dc0, int32_t lo, int32_t hi) {
  const int32_t first = row_of(lo, batch), last = row_of(hi, batch);
  const size_t states = (size_t)(last - first) * units * sizeof(float);
  memset(dh0 + (ptrdiff_t)first * units, 0, states);
  memset(dc0 + (ptrdiff_t)first * units, 0, states);
  for (int32_t t = steps - 1; t >= 0; t--) {
    for (int32_t b = first; b < last; b++) {
      const ptrdiff_t row = (ptrdiff_t)b * steps + t;
      const float *y = gates + row * 4 * units, *old = t == 0 ? c0 + (ptrdiff_t)b * units : c + (row - 1) * units;
      float *d = dz + row * 4 * units, *carried_h = dh0 + (ptrdiff_t)b * units, *carried_c = dc0 + (ptrdiff_t)b * units;
      if (hidden(mask, row)) {
        memset(d, 0, 4 * (size_t)units * sizeof(float));
        pass(units, of_row(dh, row * units), carried_h);
        pass(units, of_row(dc, row * units), carried_c);
        continue;
      }
      for (int32_t u = 0; u < units; u += W) {
        const int32_t n = units - u < W ? units - u : W;
        const vf i = take(y, u, n), f = take(y + units, u, n), g = take(y + 2 * units, u, n), o = take(y + 3 * units, u, n);
        const vf s = vtanh(take(c + row * units, u, n));
        const vf to_h = vadd(take(carried_h, u, n), given(dh, row * units + u, n));
        const vf to_c = vfma(vmul(o, slope_of_tanh(s)), to_h, vadd(take(carried_c, u, n), given(dc, row * units + u, n)));
        give(d, u, n, vmul(vmul(to_c, g), slope_of_sigmoid(i)));
        give(d + units, u, n, vmul(vmul(to_c, take(old, u, n)), slope_of_sigmoid(f)));
        give(d + 2 * units, u, n, vmul(vmul(to_c, i), slope_of_tanh(g)));
        give(d + 3 * units, u, n, vmul(vmul(to_h, s), slope_of_sigmoid(o)));
        give(carried_c, u, n, vmul(to_c, f));
      }
      if (mask != nullptr) memset(carried_h, 0, (size_t)units * sizeof(float));
    }
    // What hidden steps hand on lies in dh0, beside zeros.
    to_state_before(first, last, t, steps, units, 4 * units, dz, wt, mask == nullptr ? 0.0f : 1.0f, dh0);
  }
}

// for each step: xh = (x, h before); z, r = sigmoid(xh w + bias), a, q = xh w + bias in the order z, r, a, q; n = tanh(a + r q); h = z h
//   before + (1 - z) n; where mask is 0, h stays and the gates are 0; gates[batch,steps,4,units] keeps z, r, n, q
//   alias: none   nan: propagates   error: dot(inputs + units + 16)
static void gru(int32_t batch, int32_t steps, int32_t inputs, int32_t units, const float* x, const float* w, const float* bias,
    const float* h0, const float* mask, float* h, float* xh, float* gates, int32_t lo, int32_t hi) {
  sweep(gru_cell, row_of(lo, batch), row_of(hi, batch), steps, inputs, units, x, w, bias, h0, nullptr, mask, h, xh, nullptr, gates);
}

// the gradient of gru: from the last step to the first, dz[batch,steps,4,units] is the gradient of the sums z, r, a, q, given dh of every
//   step; wt[4 units,units] is the transpose of the weights of the state; dh0 is that of the state before
//   alias: none   nan: propagates   error: dot(4 * units + 32)
static void gru_dz(int32_t batch, int32_t steps, int32_t inputs, int32_t units, const float* wt, const float* xh, const float* gates,
    const float* dh, const float* mask, float* dz, float* dh0, int32_t lo, int32_t hi) {
  const int32_t first = row_of(lo, batch), last = row_of(hi, batch);
  memset(dh0 + (ptrdiff_t)first * units, 0, (size_t)(last - first) * units * sizeof(float));
  for (int32_t t = steps - 1; t >= 0; t--) {
    for (int32_t b = first; b < last; b++) {
      const ptrdiff_t row = (ptrdiff_t)b * steps + t;
      const float *y = gates + row * 4 * units, *before = xh + row * (inputs + units) + inputs;
      float *d = dz + row * 4 * units, *carried = dh0 + (ptrdiff_t)b * units;
      if (hidden(mask, row)) {
        memset(d, 0, 4 * (size_t)units * sizeof(float));
        pass(units, of_row(dh, row * units), carried);
        continue;
      }
      for (int32_t u = 0; u < units; u += W) {
        const int32_t n = units - u < W ? units - u : W;
        const vf z = take(y, u, n), r = take(y + units, u, n), s = take(y + 2 * units, u, n), q = take(y + 3 * units, u, n);
        const vf to_h = vadd(take(carried, u, n), given(dh, row * units + u, n));
        const vf a = vmul(vmul(to_h, vsub(splat(1.0f), z)), slope_of_tanh(s));
        give(d, u, n, vmul(vmul(to_h, vsub(take(before, u, n), s)), slope_of_sigmoid(z)));
        give(d + units, u, n, vmul(vmul(a, q), slope_of_sigmoid(r)));
        give(d + 2 * units, u, n, a);
        give(d + 3 * units, u, n, vmul(a, r));
        give(carried, u, n, vmul(to_h, z));
      }
    }
    to_state_before(first, last, t, steps, units, 4 * units, dz, wt, 1.0f, dh0);
  }
}

// for each step: xh = (x, h before); h = act(xh w + bias), where mask is 0, h stays; h[batch,steps,units], xh[batch,steps,inputs+units]
//   alias: none   nan: propagates   error: dot(inputs + units + 16)
static void simple_rnn(int32_t batch, int32_t steps, int32_t inputs, int32_t units, int32_t activation, const float* x, const float* w,
    const float* bias, const float* h0, const float* mask, float* h, float* xh, int32_t lo, int32_t hi) {
  const int32_t first = row_of(lo, batch), last = row_of(hi, batch), k = inputs + units, rows = last - first;
  const int32_t bands = (rows + GATE_ROWS - 1) / GATE_ROWS;
  float sum[GATE_ROWS * 4 * W];
  for (int32_t t = 0; t < steps; t++) {
    read_step(first, last, t, steps, inputs, units, x, h0, h, xh);
    for (int32_t u0 = 0; u0 < units; u0 += 4 * W) {
      const int32_t width = units - u0 < 4 * W ? units - u0 : 4 * W, vectors = (width + W - 1) / W;
      const float* panel = w + (ptrdiff_t)(u0 / GATE_STEP) * k * GATE_STEP + u0 % GATE_STEP;
      for (int32_t band = 0; band < bands; band++) {
        const int32_t b0 = first + cut(rows, band, bands), height = first + cut(rows, band + 1, bands) - b0;
        plain_tile_of(height, vectors)(k, xh + ((ptrdiff_t)b0 * steps + t) * k, (ptrdiff_t)steps * k, panel, sum);
        for (int32_t i = 0; i < height; i++) {
          const ptrdiff_t row = (ptrdiff_t)(b0 + i) * steps + t;
          for (int32_t u = 0; u < width; u += W) {
            const int32_t n = width - u < W ? width - u : W, at_unit = u0 + u;
            const vf z = at(sum, vectors * i * W + u);
            const vf y = hidden(mask, row) ? take(xh + row * k + inputs, at_unit, n)
                                           : activate(bias == nullptr ? z : vadd(z, take(bias, at_unit, n)), activation);
            give(h + row * units, at_unit, n, y);
          }
        }
      }
    }
  }
}

/* dy times the slope of an activation where it answered y. */
static inline vf through_activation(vf dy, vf y, int32_t activation) {
  switch (activation) {
    case ACTIVATION_RELU: return vselect(vless(splat(0.0f), y), dy, splat(0.0f));
    case ACTIVATION_SIGMOID: return vmul(dy, slope_of_sigmoid(y));
    case ACTIVATION_TANH: return vmul(dy, slope_of_tanh(y));
    default: return dy;
  }
}

// the gradient of simple_rnn: from the last step to the first, dz[batch,steps,units] is the gradient of the sums within act, given dh of
//   every step; wt[units,units] is the transpose of the weights of the state; dh0 is that of the state before
//   alias: none   nan: propagates; h NaN gives 0 with relu   error: dot(units + 32)
static void simple_rnn_dz(int32_t batch, int32_t steps, int32_t units, int32_t activation, const float* wt, const float* h, const float* dh,
    const float* mask, float* dz, float* dh0, int32_t lo, int32_t hi) {
  const int32_t first = row_of(lo, batch), last = row_of(hi, batch);
  const size_t row_bytes = (size_t)units * sizeof(float);
  memset(dh0 + (ptrdiff_t)first * units, 0, (size_t)(last - first) * row_bytes);
  for (int32_t t = steps - 1; t >= 0; t--) {
    for (int32_t b = first; b < last; b++) {
      const ptrdiff_t row = (ptrdiff_t)b * steps + t;
      float *d = dz + row * units, *carried = dh0 + (ptrdiff_t)b * units;
      if (hidden(mask, row)) {
        memset(d, 0, row_bytes);
        pass(units, dh + row * units, carried);
        continue;
      }
      for (int32_t u = 0; u < units; u += W) {
        const int32_t n = units - u < W ? units - u : W;
        const vf to_h = vadd(take(carried, u, n), take(dh + row * units, u, n));
        give(d, u, n, through_activation(to_h, take(h + row * units, u, n), activation));
      }
      if (mask != nullptr) memset(carried, 0, row_bytes);
    }
    to_state_before(first, last, t, steps, units, units, dz, wt, mask == nullptr ? 0.0f : 1.0f, dh0);
  }
}
