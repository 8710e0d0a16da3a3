const { abs, sqrt } = Math;

const factor = (scale: Float64Array | null): number => scale?.[0] ?? 1;

interface Sgd { n: number; rate: Float64Array; scale: Float64Array | null; g: Float64Array; w: Float64Array }
export function sgd({ n, rate, scale, g, w }: Sgd): void {
  const clip = factor(scale);
  for (let i = 0; i < n; i++) w[i]! -= rate[0]! * clip * g[i]!;
}
export function sgd_magnitude({ n, rate, scale, g, w }: Sgd): void {
  const clip = factor(scale);
  for (let i = 0; i < n; i++) w[i] = abs(w[i]!) + abs(rate[0]! * clip * g[i]!);
}

interface SgdMomentum {
  n: number;
  rate: Float64Array;
  scale: Float64Array | null;
  momentum: number;
  nesterov: number;
  g: Float64Array;
  m: Float64Array;
  w: Float64Array;
}
export function sgd_momentum({ n, rate, scale, momentum, nesterov, g, m, w }: SgdMomentum): void {
  const clip = factor(scale);
  for (let i = 0; i < n; i++) {
    const step = rate[0]! * clip * g[i]!;
    m[i] = momentum * m[i]! - step;
    w[i]! += nesterov ? momentum * m[i]! - step : m[i]!;
  }
}
export function sgd_momentum_magnitude({ n, rate, scale, momentum, nesterov, g, m, w }: SgdMomentum): void {
  const clip = factor(scale);
  for (let i = 0; i < n; i++) {
    const step = abs(rate[0]! * clip * g[i]!);
    m[i] = abs(momentum * m[i]!) + step;
    w[i] = abs(w[i]!) + (nesterov ? abs(momentum) * m[i]! + step : m[i]!);
  }
}

interface Adam {
  n: number;
  alpha: Float64Array;
  decay: Float64Array | null;
  scale: Float64Array | null;
  beta1: number;
  beta2: number;
  epsilon: number;
  g: Float64Array;
  m: Float64Array;
  v: Float64Array;
  w: Float64Array;
}
export function adam({ n, alpha, decay, scale, beta1, beta2, epsilon, g, m, v, w }: Adam): void {
  const clip = factor(scale);
  for (let i = 0; i < n; i++) {
    const gi = clip * g[i]!;
    m[i]! += (gi - m[i]!) * (1 - beta1);
    v[i]! += (gi * gi - v[i]!) * (1 - beta2);
    w[i] = w[i]! - (decay?.[0] ?? 0) * w[i]! - (alpha[0]! * m[i]!) / (sqrt(v[i]!) + epsilon);
  }
}
/** The step is divided by the true denominator; half of v's relative error comes on top, as a root halves it. */
export function adam_magnitude({ n, alpha, decay, scale, beta1, beta2, epsilon, g, m, v, w }: Adam): void {
  const clip = factor(scale);
  for (let i = 0; i < n; i++) {
    const gi = clip * g[i]!;
    const second = v[i]! + (gi * gi - v[i]!) * (1 - beta2);
    m[i] = abs(m[i]!) + (abs(gi) + abs(m[i]!)) * abs(1 - beta1);
    v[i] = abs(v[i]!) + (gi * gi + abs(v[i]!)) * abs(1 - beta2);
    const step = (abs(alpha[0]!) * m[i]!) / (sqrt(second) + epsilon);
    w[i] = abs(w[i]!) * (1 + abs(decay?.[0] ?? 0)) + step * (second > 0 ? v[i]! / second : 1);
  }
}

interface SgdRows { n: number; width: number; rows: number; rate: Float64Array; g: Float64Array; index: Float64Array; w: Float64Array }
export function sgd_rows({ n, width, rows, rate, g, index, w }: SgdRows): void {
  for (let k = 0; k < n; k++) {
    const row = index[k]!;
    if (row < 0 || row >= rows) continue;
    for (let j = 0; j < width; j++) w[row * width + j]! -= rate[0]! * g[k * width + j]!;
  }
}
export function sgd_rows_magnitude({ rate, g, w, ...args }: SgdRows): void {
  const { n, width, rows } = args;
  w.forEach((value, i) => { if (i < rows * width) w[i] = abs(value); });
  sgd_rows({ ...args, rate: Float64Array.of(-abs(rate[0]!)), g: g.slice(0, n * width).map(abs), w });
}
