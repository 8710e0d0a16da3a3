// Convolutions as products: what a place of the output sums over, its patch, is a row of a matrix.
#pragma once

/* Floats of the patches that are gathered at a time. They stay in the L2 cache. */
static const int32_t PATCHES = 1 << 15;

/* Memory for patches and weights, beside that of products. */
OF_THREAD float* conv_scratch(size_t size) {
  static thread_local Scratch mine;
  return grown(mine, size);
}

static inline void copy_floats(int32_t count, const float* from, float* to) {
  if (count <= 16) {
    for (int32_t i = 0; i < count; i++) to[i] = from[i];
  } else {
    memcpy(to, from, (size_t)count * sizeof(float));
  }
}

/* out[places, k1 - k0] = columns [k0, k1) of what places [w0, w1) sum over in one row of the input, counted by taps and
   channels. Rows of out are ld apart. A row outside of the input is null. */
static void gather_run(const Axis& w, int32_t w0, int32_t w1, int32_t channels, const float* row, ptrdiff_t pixel, int32_t k0, int32_t k1,
    float* out, ptrdiff_t ld) {
  for (int32_t k = k0, t = k0 / channels, channel = k0 - t * channels, count; k < k1; k += count, t++, channel = 0) {
    count = channels - channel < k1 - k ? channels - channel : k1 - k;
    const Range range = row == nullptr ? Range{w1, w1} : places_inside(w, t, w0, w1);
    float* to = out + (k - k0);
    for (int32_t o = w0; o < w1; o++, to += ld) {
      if (o >= range.first && o < range.last) copy_floats(count, row + place(w, o, t) * pixel + channel, to);
      else memset(to, 0, (size_t)count * sizeof(float));
    }
  }
}

/* The patches of places [w0, w1) of the row (d, h) of one image. Places of the image are `pixel` floats apart. */
static void gather_patches(const Convolution& c, const float* in, ptrdiff_t pixel, int32_t d, int32_t h, int32_t w0, int32_t w1,
    float* out) {
  const ptrdiff_t run = (ptrdiff_t)c.w.taps * c.channels, ld = run * c.d.taps * c.h.taps;
  for (int32_t td = 0; td < c.d.taps; td++) {
    for (int32_t th = 0; th < c.h.taps; th++, out += run) {
      const int32_t id = place(c.d, d, td), ih = place(c.h, h, th);
      const bool within = inside(c.d, id) && inside(c.h, ih);
      const float* row = within ? in + ((ptrdiff_t)id * c.h.in + ih) * c.w.in * pixel : nullptr;
      gather_run(c.w, w0, w1, c.channels, row, pixel, 0, (int32_t)run, out, ld);
    }
  }
}

/* What is done to the sums: bias of the first column, and the gate of the first element of the output, or null. */
struct Epilogue {
  const float* bias;
  int32_t activation;
  const float* gate;
};

/* Filters lie in panels of FILTER_VECTORS vectors, each [k, its whole vectors], one after another. @source measured on
   Zen 5: tiles of 13 places x 2 vectors reach 96 % of the peak */
static const int32_t FILTER_VECTORS = TILE_VECTORS == 3 ? 3 : 2;
static inline int32_t panel_width(int32_t filters, int32_t j) {
  return filters - j < FILTER_VECTORS * W ? filters - j : FILTER_VECTORS * W;
}
/* Columns [w0, w1) of the row (d, h) of the output: out[w, filters] = act(patches filters + bias), gated. */
static void correlate_patches(const Convolution& c, const float* in, ptrdiff_t pixel, int32_t d, int32_t h, int32_t w0, int32_t w1,
    const float* panels, float* out, ptrdiff_t step, const Epilogue& e, float* patches) {
  const int32_t k = taps_of(c) * c.channels, most = k < PATCHES / 8 ? PATCHES / (k + 1) : 8;
  for (int32_t w = w0, count; w < w1; w += count) {
    count = w1 - w < most ? w1 - w : most;
    if (k > 0) gather_patches(c, in, pixel, d, h, w, w + count, patches);
    for (int32_t j = 0, width; j < c.filters; j += width) {
      width = panel_width(c.filters, j);
      const ptrdiff_t to = (w - w0) * step + j;
      multiply(0, 0, count, width, k, 1.0f, patches, k, panels + (ptrdiff_t)j * k, whole_vectors(width), 0.0f, out + to, step,
          e.bias == nullptr ? nullptr : e.bias + j, e.activation, e.gate == nullptr ? nullptr : e.gate + to);
    }
  }
}

/* The most floats of the patches of correlate_patches. */
static inline size_t patches_size(const Convolution& c) {
  const size_t k = (size_t)taps_of(c) * c.channels;
  return k * 8 > PATCHES ? k * 8 : PATCHES;
}
