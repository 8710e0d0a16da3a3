// Convolutions and their gradients. Work is divided over outputs, and the order of each sum follows from the sizes alone,
// so the bits of an element do not depend on the thread that computes it.
// MIRROR: patches, tiles and blocks follow each machine's registers and caches.
#include "conv-shape.inl.h"
#include "conv-patches.inl.h"
#include "conv-depthwise.inl.h"

// y[b,o,g,f] = act(sum over taps t and c of x[b,o strides - pads + t dilations,g,c] w[t,c,g,f] + bias[g,f]), then 0 where gate[b,o,g,f] is
//   given and not > 0; o and t are places (d,h,w), x is 0 outside its places
//   alias: none   nan: propagates; products with padding may be left out   error: dot(kernelD * kernelH * kernelW * channels + 3)
static void conv(int32_t batch, int32_t depth, int32_t height, int32_t width, int32_t channels, int32_t outDepth, int32_t outHeight,
    int32_t outWidth, int32_t filters, int32_t kernelD, int32_t kernelH, int32_t kernelW, int32_t strideD, int32_t strideH, int32_t strideW,
    int32_t dilationD, int32_t dilationH, int32_t dilationW, int32_t padD, int32_t padH, int32_t padW, int32_t groups, const float* x,
    const float* w, const float* bias, int32_t activation, const float* gate, float* y, int32_t lo, int32_t hi) {
  const Convolution c = {{depth, outDepth, kernelD, strideD, dilationD, padD}, {height, outHeight, kernelH, strideH, dilationH, padH},
      {width, outWidth, kernelW, strideW, dilationW, padW}, channels, filters, groups};
  const int32_t columns = groups * filters;
  const ptrdiff_t pixel = (ptrdiff_t)groups * channels;
  float* patches = conv_scratch(patches_size(c));
  while (lo < hi) {
    const Band band = take_band(outDepth, outHeight, outWidth, lo, hi);
    const float* image = x + (ptrdiff_t)band.image * depth * height * width * pixel;
    for (int32_t h = band.h0; h < band.h1; h++) {
      const ptrdiff_t to = ((((ptrdiff_t)band.image * outDepth + band.d) * outHeight + h) * outWidth + band.w0) * columns;
      if (channels == 1 && groups > 1) {
        float* row = y + to;
        for (int32_t i = band.w0; i < band.w1; i++) depthwise_place(c, image, w, band.d, h, i, row + (ptrdiff_t)(i - band.w0) * columns);
        finish(band.w1 - band.w0, columns, row, columns, 0.0f, row, columns, bias, activation, gate == nullptr ? nullptr : gate + to);
        continue;
      }
      for (int32_t g = 0; g < groups; g++) {
        const ptrdiff_t first = (ptrdiff_t)g * filters;
        const Epilogue e = {bias == nullptr ? nullptr : bias + first, activation, gate == nullptr ? nullptr : gate + to + first};
        correlate_row(c, image + (ptrdiff_t)g * channels, pixel, band.d, h, band.w0, band.w1, w + first, columns, y + to + first, columns,
            e, patches);
      }
    }
  }
}

/* Where the taps of three remainders begin among all. */
static inline int32_t taps_begin(const Convolution& c, int32_t rd, int32_t rh, int32_t rw) {
  const int32_t d = residue_of(c.d, rd).axis.taps, h = residue_of(c.h, rh).axis.taps;
  return (taps_before(c.d, rd) * c.h.taps + d * taps_before(c.h, rh)) * c.w.taps + d * h * taps_before(c.w, rw);
}

/* For `conv_dx`: the taps of each three remainders downwards, each transposed; in out, those of one group after those
   of another, as [taps, filters, ld]. */
static void pack_taps(const Convolution& c, const float* w, float* out, ptrdiff_t ld) {
  const ptrdiff_t columns = (ptrdiff_t)c.groups * c.filters;
  for (int32_t rd = 0; rd < c.d.stride && rd < c.d.in; rd++) {
    for (int32_t rh = 0; rh < c.h.stride && rh < c.h.in; rh++) {
      for (int32_t rw = 0; rw < c.w.stride && rw < c.w.in; rw++) {
        const Residue d = residue_of(c.d, rd), h = residue_of(c.h, rh), s = residue_of(c.w, rw);
        const int32_t taps = d.axis.taps * h.axis.taps * s.axis.taps;
        float* to = out + taps_begin(c, rd, rh, rw) * columns * ld;
        for (int32_t g = 0; g < c.groups; g++) {
          for (int32_t t = 0; t < taps; t++, to += c.filters * ld) {
            const int32_t td = t / s.axis.taps / h.axis.taps, th = t / s.axis.taps % h.axis.taps, tw = t % s.axis.taps;
            const ptrdiff_t tap = ((d.first - td * d.step) * c.h.taps + h.first - th * h.step) * c.w.taps + s.first - tw * s.step;
            pack_transposed(c.filters, c.channels, w + tap * c.channels * columns + g * c.filters, columns, (int32_t)ld, to);
          }
        }
      }
    }
  }
}

// dx[b,i,g,c] = act(sum over t, f and o = (i + pads - t dilations) / strides, where that is a place of y, of dy[b,o,g,f] w[t,c,g,f] +
//   bias[g,c]), then 0 where gate[b,i,g,c] is given and not > 0
//   alias: none   nan: propagates; products with padding may be left out   error: dot(kernelD * kernelH * kernelW * filters + 3)
static void conv_dx(int32_t batch, int32_t depth, int32_t height, int32_t width, int32_t channels, int32_t outDepth, int32_t outHeight,
    int32_t outWidth, int32_t filters, int32_t kernelD, int32_t kernelH, int32_t kernelW, int32_t strideD, int32_t strideH, int32_t strideW,
    int32_t dilationD, int32_t dilationH, int32_t dilationW, int32_t padD, int32_t padH, int32_t padW, int32_t groups, const float* dy,
    const float* w, const float* bias, int32_t activation, const float* gate, float* dx, int32_t lo, int32_t hi) {
  const Convolution c = {{depth, outDepth, kernelD, strideD, dilationD, padD}, {height, outHeight, kernelH, strideH, dilationH, padH},
      {width, outWidth, kernelW, strideW, dilationW, padW}, channels, filters, groups};
  const int32_t columns = groups * channels;
  const ptrdiff_t pixel = (ptrdiff_t)groups * filters, ld = (channels + W - 1) / W * W;
  const bool depthwise = channels == 1 && groups > 1;
  const size_t most = patches_size({c.d, c.h, c.w, filters, channels, groups});
  float* patches = conv_scratch(most + (depthwise ? 0 : (size_t)taps_of(c) * pixel * ld));
  float* packed = patches + most;
  if (!depthwise) pack_taps(c, w, packed, ld);
  while (lo < hi) {
    const Band band = take_band(depth, height, width, lo, hi);
    const float* image = dy + (ptrdiff_t)band.image * outDepth * outHeight * outWidth * pixel;
    const Residue rd = residue_of(c.d, band.d % strideD);
    for (int32_t h = band.h0; h < band.h1; h++) {
      const Residue rh = residue_of(c.h, h % strideH);
      const ptrdiff_t to = (((ptrdiff_t)band.image * depth + band.d) * height + h) * width * columns;
      for (int32_t r = 0; r < strideW && r < width; r++) {
        const Residue rw = residue_of(c.w, r);
        const int32_t first = band.w0 > r ? (band.w0 - r + strideW - 1) / strideW : 0;
        const int32_t last = band.w1 > r ? (band.w1 - r + strideW - 1) / strideW : 0;
        const Convolution of = {rd.axis, rh.axis, rw.axis, filters, channels, groups};
        const ptrdiff_t begin = to + ((ptrdiff_t)first * strideW + r) * columns;
        if (depthwise) {
          for (int32_t q = first; q < last; q++) {
            float* to_place = dx + begin + (ptrdiff_t)(q - first) * strideW * columns;
            depthwise_dx_place(c, rd, rh, rw, image, w, band.d / strideD, h / strideH, q, to_place);
          }
          continue;
        }
        for (int32_t g = 0; g < groups && first < last; g++) {
          const ptrdiff_t at_g = begin + (ptrdiff_t)g * channels;
          const Epilogue e = {bias == nullptr ? nullptr : bias + g * channels, activation, gate == nullptr ? nullptr : gate + at_g};
          const float* b = packed + ((ptrdiff_t)taps_begin(c, band.d % strideD, h % strideH, r) * groups + g * taps_of(of)) * filters * ld;
          correlate_row(of, image + (ptrdiff_t)g * filters, pixel, band.d / strideD, h / strideH, first, last, b, ld, dx + at_g,
              (ptrdiff_t)strideW * columns, e, patches);
        }
      }
      if (depthwise) {
        const ptrdiff_t begin = to + (ptrdiff_t)band.w0 * columns;
        finish(band.w1 - band.w0, columns, dx + begin, columns, 0.0f, dx + begin, columns, bias, activation,
            gate == nullptr ? nullptr : gate + begin);
      }
    }
  }
}

/* A part of the weights: columns [k0, k1) of the row (d, h) of taps, counted by taps and channels, and columns [f0, f1)
   of one group, or of all if each channel is a group. */
struct WeightPart {
  int32_t d, h, k0, k1, group, f0, f1;
};

static inline WeightPart part_of(const Convolution& c, int32_t unit) {
  const int32_t run = c.w.taps * c.channels, blocks = (run + CONV_COLS - 1) / CONV_COLS;
  const bool all = c.channels == 1;
  const int32_t columns = all ? c.groups * c.filters : c.filters, unit_columns = all ? GEMM_STRIP / 2 : GEMM_STRIP;
  const int32_t beside = (columns + unit_columns - 1) / unit_columns, groups = all ? 1 : c.groups;
  const int32_t side = unit % beside, group = unit / beside % groups, block = unit / beside / groups % blocks,
                row = unit / beside / groups / blocks;
  return {row / c.h.taps, row % c.h.taps, cut(run, block, blocks), cut(run, block + 1, blocks), group, cut(columns, side, beside),
      cut(columns, side + 1, beside)};
}

/* out[places, k1 - k0] = the columns of the part in the patches of places [from, to), counted through all images. */
static void gather_columns(const Convolution& c, const float* x, ptrdiff_t pixel, const WeightPart& part, int32_t from, int32_t to,
    float* out) {
  const ptrdiff_t ld = part.k1 - part.k0;
  for (int32_t i = from, count; i < to; i += count, out += count * ld) {
    const int32_t w = i % c.w.out, row = i / c.w.out, image = row / c.h.out / c.d.out;
    count = c.w.out - w < to - i ? c.w.out - w : to - i;
    const int32_t id = place(c.d, row / c.h.out % c.d.out, part.d), ih = place(c.h, row % c.h.out, part.h);
    const bool within = inside(c.d, id) && inside(c.h, ih);
    const float* line = within ? x + (((ptrdiff_t)image * c.d.in + id) * c.h.in + ih) * c.w.in * pixel : nullptr;
    gather_run(c.w, w, w + count, c.channels, line, pixel, part.k0, part.k1, out, ld);
  }
}

// dw[t,c,g,f] = sum over b and o of x[b,o strides - pads + t dilations,g,c] dy[b,o,g,f]
//   alias: none   nan: propagates; products with padding may be left out   error: dot(batch * outDepth * outHeight * outWidth + 3)
static void conv_dw(int32_t batch, int32_t depth, int32_t height, int32_t width, int32_t channels, int32_t outDepth, int32_t outHeight,
    int32_t outWidth, int32_t filters, int32_t kernelD, int32_t kernelH, int32_t kernelW, int32_t strideD, int32_t strideH, int32_t strideW,
    int32_t dilationD, int32_t dilationH, int32_t dilationW, int32_t padD, int32_t padH, int32_t padW, int32_t groups, const float* x,
    const float* dy, float* dw, int32_t lo, int32_t hi) {
  const Convolution c = {{depth, outDepth, kernelD, strideD, dilationD, padD}, {height, outHeight, kernelH, strideH, dilationH, padH},
      {width, outWidth, kernelW, strideW, dilationW, padW}, channels, filters, groups};
  const ptrdiff_t pixel = (ptrdiff_t)groups * channels, columns = (ptrdiff_t)groups * filters;
  const int32_t places = batch * outDepth * outHeight * outWidth;
  for (; lo < hi; lo++) {
    const WeightPart part = part_of(c, lo);
    if (channels == 1 && groups > 1) {
      depthwise_dw(c, batch, x, dy, part.d, part.h, part.k0, part.k1, part.f0, part.f1, dw);
      continue;
    }
    const int32_t rows = part.k1 - part.k0, cols = part.f1 - part.f0, most = PATCHES / rows;
    const ptrdiff_t from = (ptrdiff_t)part.group * filters + part.f0;
    float* to = dw + ((ptrdiff_t)(part.d * kernelH + part.h) * kernelW * channels + part.k0) * columns + from;
    for (int32_t i = 0; i < rows; i++) memset(to + i * columns, 0, (size_t)cols * sizeof(float));
    float* patches = conv_scratch(PATCHES);
    for (int32_t i = 0, count; i < places; i += count) {
      count = places - i < most ? places - i : most;
      gather_columns(c, x + (ptrdiff_t)part.group * channels, pixel, part, i, i + count, patches);
      multiply(1, 0, rows, cols, count, 1.0f, patches, rows, dy + i * columns + from, columns, 1.0f, to, columns, nullptr,
          ACTIVATION_LINEAR, nullptr);
    }
  }
}
