/** A function and its slope at one step along a direction. */
export interface Probe {
  readonly step: number;
  readonly loss: number;
  readonly slope: number;
}

export interface SearchOptions {
  /** The loss and the slope at step 0. The slope is below 0. */
  readonly from: Probe;
  /** The step that is tried first. */
  readonly first: number;
  /** The most steps that are tried. */
  readonly most: number;
  /** A bracket that is narrower than this is not searched any further. */
  readonly narrow: number;
}

/** DECREASE: the loss must fall by this part of `step * slope`. CURVATURE: the slope at the end may be this part of the first slope. */
const DECREASE = 1e-4;
const CURVATURE = 0.9;
/** Losses are float32: differences below this part of them are noise. */
const NOISE = 2e-7;

/** Finds a step at which the loss has fallen enough and the slope is flat enough: the strong Wolfe conditions. It yields the steps to
 *  try, receives what was found there, and returns the best probe: that at step 0 if no step lowers the loss.
 *  @source Nocedal & Wright 2006, Numerical optimization, algorithms 3.5 and 3.6, with constants of its section 3.1 */
export function* strongWolfe({ from, first, most, narrow }: SearchOptions): Generator<number, Probe, Omit<Probe, 'step'>> {
  const noise = NOISE * Math.abs(from.loss);
  const high = (p: Probe): boolean => !(p.loss <= from.loss + DECREASE * p.step * from.slope + noise);
  const flat = (p: Probe): boolean => Math.abs(p.slope) <= -CURVATURE * from.slope;
  let tries = 0;
  let [low, other]: [Probe, Probe | undefined] = [from, undefined];
  for (let step = first; other === undefined; ) {
    if (tries++ === most) return low;
    const probe = { step, ...(yield step) };
    if (high(probe) || (low !== from && probe.loss >= low.loss)) other = probe;
    else if (flat(probe)) return probe;
    else if (probe.slope >= 0) [low, other] = [probe, low];
    else {
      step = minimizer(low, probe, step + 0.01 * (step - low.step), 10 * step);
      low = probe;
    }
  }
  while (tries++ < most && Math.abs(other.step - low.step) > narrow) {
    // The ends of the bracket are known: the next step keeps a tenth away from them.
    const [left, right] = low.step < other.step ? [low.step, other.step] : [other.step, low.step];
    const margin = 0.1 * (right - left);
    const step = minimizer(low, other, left + margin, right - margin);
    const probe = { step, ...(yield step) };
    if (high(probe) || probe.loss >= low.loss) other = probe;
    else if (flat(probe)) return probe;
    else {
      if (probe.slope * (other.step - low.step) >= 0) other = low;
      low = probe;
    }
  }
  return low;
}

/** The minimum of the cubic through two probes, within bounds; their middle if there is none.
 *  @source Nocedal & Wright 2006, equation 3.59 */
function minimizer(a: Probe, b: Probe, least: number, most: number): number {
  const width = b.step - a.step;
  const d1 = a.slope + b.slope - (3 * (b.loss - a.loss)) / width;
  const square = d1 * d1 - a.slope * b.slope;
  const d2 = Math.sign(width) * Math.sqrt(square);
  const at = b.step - (width * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  return Number.isFinite(at) ? Math.min(Math.max(at, least), most) : (least + most) / 2;
}
