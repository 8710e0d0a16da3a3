// The places of a convolution and how its output is divided.
#pragma once

/* One axis: place o of the output is a sum over the taps t of the places o stride + t dilation - pad of the input.
   Outside of the input there are zeros. */
struct Axis {
  int32_t in, out, taps, stride, dilation, pad;
};

static inline int32_t place(const Axis& a, int32_t o, int32_t t) { return o * a.stride + t * a.dilation - a.pad; }
static inline bool inside(const Axis& a, int32_t i) { return i >= 0 && i < a.in; }

/* The places o of [from, to) at which tap t is inside of the input are [first, last). */
struct Range {
  int32_t first, last;
};
static inline Range places_inside(const Axis& a, int32_t t, int32_t from, int32_t to) {
  const int32_t shift = a.pad - t * a.dilation, end = a.in + shift;
  const int32_t first = shift > 0 ? (shift + a.stride - 1) / a.stride : 0, last = end > 0 ? (end + a.stride - 1) / a.stride : 0;
  return {first > from ? first : from, last < to ? last : to};
}

/* A convolution; channels and filters are those of one group. */
struct Convolution {
  Axis d, h, w;
  int32_t channels, filters, groups;
};
static inline int32_t taps_of(const Convolution& c) { return c.d.taps * c.h.taps * c.w.taps; }

/* Rows [h0, h1) of columns [w0, w1) of one plane of an image. */
struct Band {
  int32_t image, d, h0, h1, w0, w1;
};

/* Where part number `part` of an axis begins: at a multiple of CONV_ROWS places, where tiles of Winograd begin, too. */
static inline int32_t cut_places(int32_t places, int32_t part, int32_t parts) {
  const int32_t at = CONV_ROWS * cut((places + CONV_ROWS - 1) / CONV_ROWS, part, parts);
  return at < places ? at : places;
}

/* The first band of the units [lo, hi) of an output of so many places; moves lo behind it. Whole rows of a plane are
   taken together. */
static inline Band take_band(int32_t depth, int32_t height, int32_t width, int32_t& lo, int32_t hi) {
  const int32_t high = (height + CONV_ROWS - 1) / CONV_ROWS, wide = (width + CONV_COLS - 1) / CONV_COLS;
  const int32_t col = lo % wide, row = lo / wide % high, plane = lo / wide / high;
  const int32_t left = high - row < hi - lo ? high - row : hi - lo, rows = wide == 1 ? left : 1;
  lo += rows;
  return {plane / depth, plane % depth, cut_places(height, row, high), cut_places(height, row + rows, high), cut_places(width, col, wide),
      cut_places(width, col + 1, wide)};
}

/* The places of x that conv_dx computes together: those with the same remainder by the strides. For them, the taps
   that have a place of y are every so many, and dx is a convolution of dy with strides of 1. Of an axis: the tap that
   comes first in this convolution, the distance of its taps, which go downwards, and how many taps belong to smaller
   remainders. */
struct Residue {
  Axis axis;
  int32_t first, step, before;
};

static inline int32_t common_divisor(int32_t a, int32_t b) { return b == 0 ? a : common_divisor(b, a % b); }

static inline Residue residue_of(const Axis& a, int32_t r, int32_t before) {
  const int32_t divisor = common_divisor(a.stride, a.dilation), step = a.stride / divisor;
  int32_t least = 0;
  while (least < step && least < a.taps && (r + a.pad - (int64_t)least * a.dilation) % a.stride != 0) least++;
  const int32_t out = r < a.in ? (a.in - r + a.stride - 1) / a.stride : 0;
  if (least >= step || least >= a.taps) return {{a.out, out, 0, 1, 1, 0}, 0, step, before};
  const int32_t taps = (a.taps - 1 - least) / step + 1, first = least + (taps - 1) * step;
  return {{a.out, out, taps, 1, a.dilation / divisor, (first * a.dilation - a.pad - r) / a.stride}, first, step, before};
}

/* The remainders that places of an axis have. */
static inline int32_t remainders_of(const Axis& a) { return a.stride < a.in ? a.stride : a.in; }

/* All remainders of an axis in order, at `out`. */
static inline const Residue* residues_of(const Axis& a, Residue* out) {
  for (int32_t r = 0, before = 0; r < remainders_of(a); before += out[r].axis.taps, r++) out[r] = residue_of(a, r, before);
  return out;
}

/* The quotients q of the places q stride + r that lie in [from, to). */
static inline Range with_residue(int32_t r, int32_t stride, int32_t from, int32_t to) {
  return {from > r ? (from - r + stride - 1) / stride : 0, to > r ? (to - r + stride - 1) / stride : 0};
}
