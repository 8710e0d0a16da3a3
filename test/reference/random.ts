const { floor, fround, imul, sqrt } = Math;

/** High word of the product of two 32-bit words: every intermediate fits 53 bits. */
const multiplyHigh = (a: number, b: number): number => floor((a * (b >>> 16) + floor((a * (b & 0xffff)) / 65536)) / 65536);

/** The four words of one block. @source Salmon et al. 2011, Philox4x32-10 */
export function philox4x32(counter: readonly number[], key: readonly number[]): number[] {
  let [x0, x1, x2, x3] = counter.map((x) => x >>> 0) as [number, number, number, number];
  let [k0, k1] = key.map((k) => k >>> 0) as [number, number];
  for (let round = 0; round < 10; round++) {
    [x0, x1, x2, x3] = [
      (multiplyHigh(x2, 0xcd9e8d57) ^ x1 ^ k0) >>> 0,
      imul(x2, 0xcd9e8d57) >>> 0,
      (multiplyHigh(x0, 0xd2511f53) ^ x3 ^ k1) >>> 0,
      imul(x0, 0xd2511f53) >>> 0,
    ];
    [k0, k1] = [(k0 + 0x9e3779b9) >>> 0, (k1 + 0xbb67ae85) >>> 0];
  }
  return [x0, x1, x2, x3];
}

interface Stream { n: number; seed: number; stream: number; counter: Float64Array }
function words({ n, seed, stream, counter }: Stream): number[] {
  return Array.from({ length: Math.ceil(n / 4) }, (_, block) => philox4x32([block, counter[0]!, counter[1]!, 0], [seed, stream])).flat();
}

interface Uniform extends Stream { low: number; high: number; y: Float64Array }
export function random_uniform(args: Uniform): void {
  const { n, low, high, y } = args;
  const word = words(args);
  for (let i = 0; i < n; i++) y[i] = fround(low + fround(fround(high - low) * ((word[i]! >>> 8) * 2 ** -24)));
}

const bits = new DataView(new ArrayBuffer(8));
/** The series every machine uses, step for step: the last bit of Math.log may differ from one engine to the next. */
function ln(x: number): number {
  bits.setFloat64(0, x);
  const high = bits.getInt32(0);
  const k = (high - 0x3fe6a09e) >> 20;
  bits.setInt32(0, high - (k << 20));
  const m = bits.getFloat64(0);
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let t = 1 / 23;
  for (let odd = 21; odd >= 1; odd -= 2) t = t * z + 1 / odd;
  return k * Math.LN2 + 2 * s * t;
}

const horner = (r: number, coefficients: readonly number[]): number => coefficients.reduceRight((sum, c) => sum * r + c);

/** The standard normal quantile. @source Wichura 1988, algorithm AS 241, PPND16: his a / b, c / d and e / f */
export function quantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    const a = horner(r, [
      3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
      4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
    ]);
    const b = horner(r, [
      1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
      2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
    ]);
    return (q * a) / b;
  }
  const tail = sqrt(-ln(q < 0 ? p : 1 - p));
  const r = tail <= 5 ? tail - 1.6 : tail - 5;
  const x = tail <= 5
    ? horner(r, [
        1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
      ])
      / horner(r, [
        1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
      ])
    : horner(r, [
        6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
      ])
      / horner(r, [
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
      ]);
  return q < 0 ? -x : x;
}

interface Normal extends Stream { mean: number; stddev: number; y: Float64Array }
function normal(args: Normal, low: number, span: number): void {
  const { n, mean, stddev, y } = args;
  const word = words(args);
  for (let i = 0; i < n; i++) y[i] = fround(mean + stddev * quantile(low + span * ((word[i]! + 0.5) * 2 ** -32)));
}
export function random_normal(args: Normal): void {
  normal(args, 0, 1);
}
export function random_truncated_normal(args: Normal): void {
  const phiOfMinus2 = 0.022750131948179207;
  const within2 = 0.9544997361036416;
  normal(args, phiOfMinus2, within2);
}

export function random_permutation(args: Stream & { y: Float64Array }): void {
  const { n, y } = args;
  const word = words(args);
  for (let i = 0; i < n; i++) y[i] = i;
  for (let i = n - 1; i > 0; i--) {
    const j = multiplyHigh(word[i]!, i + 1);
    [y[i], y[j]] = [y[j]!, y[i]!];
  }
}
