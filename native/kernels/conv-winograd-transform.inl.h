// The transforms of Winograd's minimal filtering F(M x M, 3 x 3): a tile of M x M places of the output costs (M + 2)^2
// multiplications instead of 9 M^2. @source Lavin & Gray 2015, Fast Algorithms for Convolutional Neural Networks,
// sections 4.1 and 4.3: Y = A^T [(G g G^T) (B^T d B)] A, the product in the middle element by element
#pragma once

/* The transforms along one axis. N: values of a tile in between. `data` is B^T, `taps` G, `places` A^T; `places_back`
   and `taps_back` are A and G^T, the transforms of the gradient by the taps. */
template <int32_t M>
struct Winograd;

template <>
struct Winograd<2> {
  static const int32_t N = 4;
  static inline void data(const vf (&d)[4], vf (&v)[4]) {
    v[0] = vsub(d[0], d[2]);
    v[1] = vadd(d[1], d[2]);
    v[2] = vsub(d[2], d[1]);
    v[3] = vsub(d[1], d[3]);
  }
  static inline void taps(const vf (&g)[3], vf (&u)[4]) {
    const vf half = splat(0.5f), ends = vadd(g[0], g[2]);
    u[0] = g[0];
    u[1] = vmul(half, vadd(ends, g[1]));
    u[2] = vmul(half, vsub(ends, g[1]));
    u[3] = g[2];
  }
  static inline void places(const vf (&m)[4], vf (&y)[2]) {
    y[0] = vadd(m[0], vadd(m[1], m[2]));
    y[1] = vsub(vsub(m[1], m[2]), m[3]);
  }
  static inline void places_back(const vf (&y)[2], vf (&m)[4]) {
    m[0] = y[0];
    m[1] = vadd(y[0], y[1]);
    m[2] = vsub(y[0], y[1]);
    m[3] = vneg(y[1]);
  }
  static inline void taps_back(const vf (&u)[4], vf (&g)[3]) {
    const vf half = splat(0.5f), middle = vmul(half, vadd(u[1], u[2]));
    g[0] = vadd(u[0], middle);
    g[1] = vmul(half, vsub(u[1], u[2]));
    g[2] = vadd(middle, u[3]);
  }
};

template <>
struct Winograd<4> {
  static const int32_t N = 6;
  static inline void data(const vf (&d)[6], vf (&v)[6]) {
    const vf four = splat(4.0f), five = splat(5.0f);
    const vf a = vfnma(four, d[2], d[4]), b = vfnma(four, d[1], d[3]), e = vsub(d[4], d[2]), f = vsub(d[3], d[1]), g = vadd(f, f);
    v[0] = vfma(four, d[0], vfnma(five, d[2], d[4]));
    v[1] = vadd(a, b);
    v[2] = vsub(a, b);
    v[3] = vadd(e, g);
    v[4] = vsub(e, g);
    v[5] = vfma(four, d[1], vfnma(five, d[3], d[5]));
  }
  static inline void taps(const vf (&g)[3], vf (&u)[6]) {
    const vf sixth = splat(1.0f / 6), ends = vadd(g[0], g[2]);
    const vf a = vfma(splat(1.0f / 24), g[0], vmul(sixth, g[2])), b = vmul(splat(1.0f / 12), g[1]);
    u[0] = vmul(splat(0.25f), g[0]);
    u[1] = vneg(vmul(sixth, vadd(ends, g[1])));
    u[2] = vneg(vmul(sixth, vsub(ends, g[1])));
    u[3] = vadd(a, b);
    u[4] = vsub(a, b);
    u[5] = g[2];
  }
  static inline void places(const vf (&m)[6], vf (&y)[4]) {
    const vf a = vadd(m[1], m[2]), b = vsub(m[1], m[2]), e = vadd(m[3], m[4]), f = vsub(m[3], m[4]);
    y[0] = vadd(vadd(m[0], a), e);
    y[1] = vfma(splat(2.0f), f, b);
    y[2] = vfma(splat(4.0f), e, a);
    y[3] = vadd(vfma(splat(8.0f), f, b), m[5]);
  }
  static inline void places_back(const vf (&y)[4], vf (&m)[6]) {
    const vf four = splat(4.0f), a = vadd(y[0], y[2]), b = vadd(y[1], y[3]);
    const vf e = vfma(four, y[2], y[0]), f = vmul(splat(2.0f), vfma(four, y[3], y[1]));
    m[0] = y[0];
    m[1] = vadd(a, b);
    m[2] = vsub(a, b);
    m[3] = vadd(e, f);
    m[4] = vsub(e, f);
    m[5] = y[3];
  }
  static inline void taps_back(const vf (&u)[6], vf (&g)[3]) {
    const vf sixth = splat(1.0f / 6), a = vmul(sixth, vadd(u[1], u[2])), e = vadd(u[3], u[4]);
    g[0] = vsub(vfma(splat(0.25f), u[0], vmul(splat(1.0f / 24), e)), a);
    g[1] = vfma(sixth, vsub(u[2], u[1]), vmul(splat(1.0f / 12), vsub(u[3], u[4])));
    g[2] = vadd(vsub(vmul(sixth, e), a), u[5]);
  }
};

/* y = f of the columns of x, then of the rows: what a transform along one axis is for a tile. */
template <int32_t IN, int32_t OUT, void (*f)(const vf (&)[IN], vf (&)[OUT])>
static inline void along_both(const vf (&x)[IN][IN], vf (&y)[OUT][OUT]) {
  vf half[OUT][IN];
#pragma GCC unroll 6
  for (int32_t j = 0; j < IN; j++) {
    vf from[IN], to[OUT];
#pragma GCC unroll 6
    for (int32_t i = 0; i < IN; i++) from[i] = x[i][j];
    f(from, to);
#pragma GCC unroll 6
    for (int32_t i = 0; i < OUT; i++) half[i][j] = to[i];
  }
#pragma GCC unroll 6
  for (int32_t i = 0; i < OUT; i++) f(half[i], y[i]);
}

/* Places of an image: so many floats apart. */
struct Image {
  const float* data;
  int32_t height, width;
  ptrdiff_t pixel;
};

/* Prefetches high x wide places from (top, left) on, so many columns of each: those of the next tile, which lie in so many
   short runs that the processor does not foresee them. Always inline, because gcc 12 takes a function that only
   prefetches for one without effects, and drops its calls. @source measured on Zen 4: 26x26x32 to 64 by tiles of 4 x 4
   gains 15 % */
#if defined(__GNUC__)
__attribute__((always_inline))
#endif
static inline void call_places(const Image& image, int32_t top, int32_t left, int32_t high, int32_t wide, int32_t columns) {
  const float* row = image.data + ((ptrdiff_t)top * image.width + left) * image.pixel;
  for (int32_t i = 0; i < high; i++, row += image.width * image.pixel) {
    const float* p = row;
    for (int32_t j = 0; j < wide; j++, p += image.pixel) {
      for (int32_t c = 0; c < columns; c += LINE) call_line(p + c);
    }
  }
}

/* Where the IN x IN places from (top, left) on lie; `zeros` for those outside of the image. */
template <int32_t IN>
static inline void find_places(const Image& image, int32_t top, int32_t left, const float* zeros, const float* (&places)[IN][IN]) {
  const ptrdiff_t row = image.width * image.pixel;
  const float* first = image.data + top * row + left * image.pixel;
  const bool inner = top >= 0 && left >= 0 && top + IN <= image.height && left + IN <= image.width;
#pragma GCC unroll 6
  for (int32_t i = 0; i < IN; i++) {
#pragma GCC unroll 6
    for (int32_t j = 0; j < IN; j++) {
      const bool within = inner || (top + i >= 0 && top + i < image.height && left + j >= 0 && left + j < image.width);
      places[i][j] = within ? first + i * row + j * image.pixel : zeros;
    }
  }
}

/* Row I of what along_both gives. Places that it does not read need not be there. */
template <int32_t IN, int32_t OUT, void (*f)(const vf (&)[IN], vf (&)[OUT]), int32_t I>
static inline void along_row(const vf (&x)[IN][IN], vf (&y)[OUT]) {
  vf half[IN];
#pragma GCC unroll 6
  for (int32_t j = 0; j < IN; j++) {
    vf from[IN], to[OUT];
#pragma GCC unroll 6
    for (int32_t i = 0; i < IN; i++) from[i] = x[i][j];
    f(from, to);
    half[j] = to[I];
  }
  f(half, y);
}

/* out[OUT positions] = row I of the transform of these places, of so many channels. Positions are `position` floats apart. Writes
   whole vectors, with zeros behind the channels. */
template <int32_t IN, int32_t OUT, void (*f)(const vf (&)[IN], vf (&)[OUT]), int32_t I>
static inline void transform_row(const float* const (&places)[IN][IN], int32_t channels, float* out, ptrdiff_t position) {
  for (int32_t c = 0; c < channels; c += W) {
    const int32_t count = channels - c;
    vf x[IN][IN], y[OUT];
    if (count >= W) {
#pragma GCC unroll 36
      for (int32_t p = 0; p < IN * IN; p++) x[p / IN][p % IN] = at(places[p / IN][p % IN], c);
    } else {
#pragma GCC unroll 36
      for (int32_t p = 0; p < IN * IN; p++) x[p / IN][p % IN] = at_n(places[p / IN][p % IN], c, count);
    }
    along_row<IN, OUT, f, I>(x, y);
#pragma GCC unroll 6
    for (int32_t j = 0; j < OUT; j++) put(out + j * position, c, y[j]);
  }
}

/* out[OUT * OUT positions] = the transform of these places; as transform_row. */
template <int32_t IN, int32_t OUT, void (*f)(const vf (&)[IN], vf (&)[OUT])>
static inline void transform_places(const float* const (&places)[IN][IN], int32_t channels, float* out, ptrdiff_t position) {
  for (int32_t c = 0; c < channels; c += W) {
    const int32_t count = channels - c;
    vf x[IN][IN], y[OUT][OUT];
    if (count >= W) {
#pragma GCC unroll 36
      for (int32_t p = 0; p < IN * IN; p++) x[p / IN][p % IN] = at(places[p / IN][p % IN], c);
    } else {
#pragma GCC unroll 36
      for (int32_t p = 0; p < IN * IN; p++) x[p / IN][p % IN] = at_n(places[p / IN][p % IN], c, count);
    }
    along_both<IN, OUT, f>(x, y);
#pragma GCC unroll 36
    for (int32_t p = 0; p < OUT * OUT; p++) put(out + p * position, c, y[p / OUT][p % OUT]);
  }
}
