// Convolutions and their gradients. Work is divided over outputs, and the order of each sum follows from the sizes alone,
// so the bits of an element do not depend on the thread that computes it.
// MIRROR: patches, tiles and blocks follow each machine's registers and caches.
#include "conv-shape.inl.h"
#include "conv-patches.inl.h"
#include "conv-depthwise.inl.h"
#include "conv-direct.inl.h"
#include "conv-weights.inl.h"
#include "conv-bfloat16.inl.h"
#include "conv-winograd-transform.inl.h"
#include "conv-winograd.inl.h"
#include "conv-winograd-weights.inl.h"

// y[b,o,g,f] = act(sum over taps t and c of x[b,o strides - pads + t dilations,g,c] w[t,c,g,f] + bias[g,f]), then 0 where gate[b,o,g,f] is
//   given and not > 0; o and t are places (d,h,w), x is 0 outside its places; by winograd, over whose tiles what is not finite spreads;
//   with bfloat16, sums are those of sbgemm, k counting t and then c
//   alias: none   nan: propagates; padding may be left out   error: dot(kernelD * kernelH * kernelW * channels + 3 + 29 * winograd)
static void conv(int32_t batch, int32_t depth, int32_t height, int32_t width, int32_t channels, int32_t outDepth, int32_t outHeight,
    int32_t outWidth, int32_t filters, int32_t kernelD, int32_t kernelH, int32_t kernelW, int32_t strideD, int32_t strideH, int32_t strideW,
    int32_t dilationD, int32_t dilationH, int32_t dilationW, int32_t padD, int32_t padH, int32_t padW, int32_t groups, int32_t winograd,
    int32_t bfloat16, const float* x, const float* w, const float* bias, int32_t activation, const float* gate, float* y, int32_t lo,
    int32_t hi) {
  if (ROUNDED_ALONE) winograd = 0, bfloat16 = 1;
  const Convolution c = {{depth, outDepth, kernelD, strideD, dilationD, padD}, {height, outHeight, kernelH, strideH, dilationH, padH},
      {width, outWidth, kernelW, strideW, dilationW, padW}, channels, filters, groups};
  const int32_t columns = groups * filters;
  const ptrdiff_t pixel = (ptrdiff_t)groups * channels;
  const bool depthwise = !bfloat16 && channels == 1 && groups > 1;
  const bool finishes = bias != nullptr || activation != ACTIVATION_LINEAR || gate != nullptr;
  const Taps taps = {w, (ptrdiff_t)kernelH * kernelW * columns, (ptrdiff_t)kernelW * columns, columns};
  const int32_t k = taps_of(c) * channels;
  const size_t room = depthwise ? 0 : whole_lines(bfloat16 ? rounded_space(c) : space_of(c, winograd));
  const size_t panel = (size_t)k * whole_vectors(filters), size = depthwise ? 0 : panel * groups;
  float *space = conv_scratch(room + size * (bfloat16 ? 3 : 1)), *panels = space + room, *rounded = panels + size;
  for (int32_t g = 0; !depthwise && g < groups; g++) {
    for (int32_t j = 0, wide; j < filters; j += wide) {
      wide = panel_width(filters, j);
      pack(k, wide, w + (ptrdiff_t)g * filters + j, columns, panels + g * panel + (ptrdiff_t)j * k, whole_vectors(wide));
    }
    if (bfloat16) round_panels(k, filters, panels + g * panel, rounded + 2 * g * panel);
  }
  if (winograd > 0) {
    correlate_winograd(winograd, c, x, panels, {bias, activation, gate}, y, space, lo, hi);
    return;
  }
  while (lo < hi) {
    const Band band = take_band(outDepth, outHeight, outWidth, lo, hi);
    const float* image = x + (ptrdiff_t)band.image * depth * height * width * pixel;
    const ptrdiff_t row = (ptrdiff_t)outWidth * columns;
    const ptrdiff_t to = (((ptrdiff_t)band.image * outDepth + band.d) * outHeight + band.h0) * row + (ptrdiff_t)band.w0 * columns;
    for (int32_t h = band.h0; depthwise && h < band.h1; h++) {
      const ptrdiff_t at_h = to + (h - band.h0) * row;
      depthwise_row(c, image, taps, band.d, h, band.w0, band.w1, y + at_h, columns);
      if (finishes) {
        finish(band.w1 - band.w0, columns, y + at_h, columns, 0.0f, y + at_h, columns, bias, activation,
            gate == nullptr ? nullptr : gate + at_h);
      }
    }
    for (int32_t g = 0; !depthwise && g < groups; g++) {
      const ptrdiff_t first = (ptrdiff_t)g * filters;
      const Epilogue e = {bias == nullptr ? nullptr : bias + first, activation, gate == nullptr ? nullptr : gate + to + first};
      (bfloat16 ? correlate_rounded : correlate)(c, image + (ptrdiff_t)g * channels, pixel, band.d, band.h0, band.h1, band.w0, band.w1,
          bfloat16 ? rounded + 2 * g * panel : panels + g * panel, y + to + first, columns, row, e, space);
    }
  }
}

/* The remainders of the three axes, found once a call: there may be as many as strides. */
struct Residues {
  const Residue *d, *h, *w;
};
OF_THREAD Residues residues_of(const Convolution& c) {
  static thread_local Scratch mine;
  const size_t d = remainders_of(c.d), h = remainders_of(c.h), w = remainders_of(c.w);
  Residue* all = (Residue*)grown(mine, (d + h + w) * sizeof(Residue) / sizeof(float));
  return {residues_of(c.d, all), residues_of(c.h, all + d), residues_of(c.w, all + d + h)};
}

/* Where the taps of three remainders begin among all. */
static inline int32_t taps_begin(const Convolution& c, const Residue& d, const Residue& h, const Residue& w) {
  return (d.before * c.h.taps + d.axis.taps * h.before) * c.w.taps + d.axis.taps * h.axis.taps * w.before;
}

/* For `conv_dx`: the taps of each three remainders downwards, each transposed; in out, those of one group after those
   of another, as panels of channels, [taps, filters, whole vectors]. If `rounded` is given, they are rounded into it, to twice
   as far behind its first one. */
static void pack_taps(const Convolution& c, const Residues& all, const float* w, float* out, float* rounded) {
  const ptrdiff_t columns = (ptrdiff_t)c.groups * c.filters;
  for (int32_t rd = 0; rd < remainders_of(c.d); rd++) {
    for (int32_t rh = 0; rh < remainders_of(c.h); rh++) {
      for (int32_t rw = 0; rw < remainders_of(c.w); rw++) {
        const Residue &d = all.d[rd], &h = all.h[rh], &s = all.w[rw];
        const int32_t taps = d.axis.taps * h.axis.taps * s.axis.taps;
        float* to = out + taps_begin(c, d, h, s) * columns * whole_vectors(c.channels);
        for (int32_t g = 0; g < c.groups; g++) {
          const float* own = to;
          for (int32_t j = 0, width; j < c.channels; j += width) {
            width = panel_width(c.channels, j);
            for (int32_t t = 0; t < taps; t++, to += (ptrdiff_t)c.filters * whole_vectors(width)) {
              const int32_t td = t / s.axis.taps / h.axis.taps, th = t / s.axis.taps % h.axis.taps, tw = t % s.axis.taps;
              const ptrdiff_t tap = ((d.first - td * d.step) * c.h.taps + h.first - th * h.step) * c.w.taps + s.first - tw * s.step;
              const float* from = w + (tap * c.channels + j) * columns + (ptrdiff_t)g * c.filters;
              pack_transposed(c.filters, width, from, columns, whole_vectors(width), to);
            }
          }
          if (rounded != nullptr) round_panels(taps * c.filters, c.channels, own, rounded + 2 * (own - out));
        }
      }
    }
  }
}

// dx[b,i,g,c] = act(sum over t, f and o = (i + pads - t dilations) / strides, where that is a place of y, of dy[b,o,g,f] w[t,c,g,f] +
//   bias[g,c]), then 0 where gate[b,i,g,c] is given and not > 0; with bfloat16, sums are those of sbgemm, k counting the t, downwards, that
//   i and the strides leave, and then f
//   alias: none   nan: propagates; padding may be left out   error: dot(kernelD * kernelH * kernelW * filters + 3 + 29 * winograd)
static void conv_dx(int32_t batch, int32_t depth, int32_t height, int32_t width, int32_t channels, int32_t outDepth, int32_t outHeight,
    int32_t outWidth, int32_t filters, int32_t kernelD, int32_t kernelH, int32_t kernelW, int32_t strideD, int32_t strideH, int32_t strideW,
    int32_t dilationD, int32_t dilationH, int32_t dilationW, int32_t padD, int32_t padH, int32_t padW, int32_t groups, int32_t winograd,
    int32_t bfloat16, const float* dy, const float* w, const float* bias, int32_t activation, const float* gate, float* dx, int32_t lo,
    int32_t hi) {
  if (ROUNDED_ALONE) winograd = 0, bfloat16 = 1;
  const Convolution c = {{depth, outDepth, kernelD, strideD, dilationD, padD}, {height, outHeight, kernelH, strideH, dilationH, padH},
      {width, outWidth, kernelW, strideW, dilationW, padW}, channels, filters, groups};
  const int32_t columns = groups * channels;
  const ptrdiff_t pixel = (ptrdiff_t)groups * filters, row = (ptrdiff_t)width * columns;
  const bool depthwise = !bfloat16 && channels == 1 && groups > 1;
  const bool finishes = bias != nullptr || activation != ACTIVATION_LINEAR || gate != nullptr;
  const Residues all = residues_of(c);
  size_t room = 0;
  for (int32_t d = 0; !depthwise && d < remainders_of(c.d); d++) {
    for (int32_t h = 0; h < remainders_of(c.h); h++) {
      for (int32_t r = 0; r < remainders_of(c.w); r++) {
        const Convolution of = {all.d[d].axis, all.h[h].axis, all.w[r].axis, filters, channels, groups};
        const size_t needs = bfloat16 ? rounded_space(of) : space_of(of, winograd);
        if (needs > room) room = whole_lines(needs);
      }
    }
  }
  const size_t size = depthwise ? 0 : (size_t)taps_of(c) * pixel * whole_vectors(channels);
  float *space = conv_scratch(room + size * (bfloat16 ? 3 : 1)), *panels = space + room, *rounded = bfloat16 ? panels + size : nullptr;
  if (!depthwise) pack_taps(c, all, w, panels, rounded);
  if (winograd > 0) {
    const Convolution of = {all.d[0].axis, all.h[0].axis, all.w[0].axis, filters, channels, 1};
    correlate_winograd(winograd, of, dy, panels, {bias, activation, gate}, dx, space, lo, hi);
    return;
  }
  while (lo < hi) {
    const Band band = take_band(depth, height, width, lo, hi);
    const float* image = dy + (ptrdiff_t)band.image * outDepth * outHeight * outWidth * pixel;
    float* plane = dx + ((ptrdiff_t)band.image * depth + band.d) * height * row;
    const Residue& rd = all.d[band.d % strideD];
    for (int32_t h = 0; h < remainders_of(c.h); h++) {
      const Residue& rh = all.h[h];
      const Range high = with_residue(h, strideH, band.h0, band.h1);
      for (int32_t r = 0; r < remainders_of(c.w) && high.first < high.last; r++) {
        const Residue& rw = all.w[r];
        const Range wide = with_residue(r, strideW, band.w0, band.w1);
        if (wide.first >= wide.last) continue;
        const ptrdiff_t step = (ptrdiff_t)strideW * columns, step_h = strideH * row;
        float* begin = plane + (h + (ptrdiff_t)high.first * strideH) * row + (r + (ptrdiff_t)wide.first * strideW) * columns;
        const Convolution of = {rd.axis, rh.axis, rw.axis, filters, channels, groups};
        if (depthwise) {
          for (int32_t q = high.first; q < high.last; q++) {
            depthwise_dx_row(c, rd, rh, rw, image, w, band.d / strideD, q, wide, begin + (q - high.first) * step_h, step);
          }
          continue;
        }
        const size_t panel = (size_t)taps_of(of) * filters * whole_vectors(channels);
        const size_t before = (size_t)taps_begin(c, rd, rh, rw) * pixel * whole_vectors(channels);
        for (int32_t g = 0; g < groups; g++) {
          float* to = begin + (ptrdiff_t)g * channels;
          const Epilogue e = {bias == nullptr ? nullptr : bias + g * channels, activation, gate == nullptr ? nullptr : gate + (to - dx)};
          const float* own = bfloat16 ? rounded + 2 * (before + g * panel) : panels + before + g * panel;
          (bfloat16 ? correlate_rounded : correlate)(of, image + (ptrdiff_t)g * filters, pixel, band.d / strideD, high.first, high.last,
              wide.first, wide.last, own, to, step, step_h, e, space);
        }
      }
    }
    for (int32_t h = band.h0; depthwise && finishes && h < band.h1; h++) {
      float* to = plane + h * row + (ptrdiff_t)band.w0 * columns;
      finish(band.w1 - band.w0, columns, to, columns, 0.0f, to, columns, bias, activation, gate == nullptr ? nullptr : gate + (to - dx));
    }
  }
}

// dw[p,t,c,g,f] = sum over the images b of part p and o of x[b,o strides - pads + t dilations,g,c] dy[b,o,g,f]; each of parts has batch /
//   parts images; without winograd all are one part; with bfloat16, sums are those of sbgemm, k counting b and then o
//   alias: none   nan: propagates; padding may be left out   error: dot(batch * outDepth * outHeight * outWidth + 3 + 29 * winograd)
static void conv_dw(int32_t batch, int32_t depth, int32_t height, int32_t width, int32_t channels, int32_t outDepth, int32_t outHeight,
    int32_t outWidth, int32_t filters, int32_t kernelD, int32_t kernelH, int32_t kernelW, int32_t strideD, int32_t strideH, int32_t strideW,
    int32_t dilationD, int32_t dilationH, int32_t dilationW, int32_t padD, int32_t padH, int32_t padW, int32_t groups, int32_t winograd,
    int32_t bfloat16, int32_t parts, const float* x, const float* dy, float* dw, int32_t lo, int32_t hi) {
  if (ROUNDED_ALONE) winograd = 0, bfloat16 = 1;
  const Convolution c = {{depth, outDepth, kernelD, strideD, dilationD, padD}, {height, outHeight, kernelH, strideH, dilationH, padH},
      {width, outWidth, kernelW, strideW, dilationW, padW}, channels, filters, groups};
  const ptrdiff_t pixel = (ptrdiff_t)groups * channels, columns = (ptrdiff_t)groups * filters;
  if (winograd > 0) {
    if (winograd == 1) weights_winograd<2>(c, batch, parts, x, dy, dw, lo, hi);
    else weights_winograd<4>(c, batch, parts, x, dy, dw, lo, hi);
    return;
  }
  if (!bfloat16 && channels == 1 && groups > 1) {
    depthwise_dw(c, batch, x, dy, lo, hi, dw);
    return;
  }
  if (bfloat16) {
    weights_rounded(c, batch, x, dy, dw, lo, hi);
    return;
  }
  while (lo < hi) {
    const WeightPart part = take_weights(c, lo, hi);
    const float *own_x = x + (ptrdiff_t)part.group * channels, *own_dy = dy + (ptrdiff_t)part.group * filters;
    float* to = dw + (ptrdiff_t)(part.d * kernelH + part.h) * kernelW * channels * columns + (ptrdiff_t)part.group * filters;
    for (int32_t k = part.k0; k < part.k1; k++) memset(to + k * columns + part.f0, 0, (size_t)(part.f1 - part.f0) * sizeof(float));
    if (weights_direct(c)) weights_in_place(c, batch, own_x, pixel, own_dy, columns, part, to);
    else weights_by_patches(c, batch, own_x, pixel, own_dy, columns, part, to);
  }
}
