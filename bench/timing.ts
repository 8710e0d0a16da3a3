/** Timing on a machine that others use too: contenders take turns (A B A B), so that whatever slows one slows the other,
 *  and figures are medians. */

export interface Contender {
  readonly name: string;
  /** Does the work so many times; may answer the seconds that took, where it alone can tell. */
  run(times: number): void | Promise<void | number>;
}

export interface Timing {
  readonly name: string;
  /** Median seconds of one time. */
  readonly seconds: number;
  /** Seconds of one time in the best round: what disturbs only adds. */
  readonly fastest: number;
  /** Median over the rounds of the first contender's time divided by this one's of the same round: above 1 is faster. */
  readonly ratio: number;
  /** Seconds of one time in each round. */
  readonly rounds: readonly number[];
  /** Times in each round. */
  readonly times: number;
}

export interface TimingOptions {
  /** Turns each contender takes. */
  readonly rounds?: number;
  /** Turns it takes where more of them would last longer than `seconds` for all contenders together (default: as many). */
  readonly fewest?: number;
  readonly seconds?: number;
  /** Least length of a turn: many times what clocks and schedulers blur. */
  readonly milliseconds?: number;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Seconds in which processors work on this process. With one thread these are the seconds of the clock but for those in which other
 *  processes have the core. */
export async function processorTime(work: () => void | Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Times contenders in turns, after as many runs as it takes to know how often each fits into a turn. */
export async function compete(
  contenders: readonly Contender[],
  { rounds = 7, fewest = rounds, seconds: budget = 0, milliseconds = 20 }: TimingOptions = {},
): Promise<Timing[]> {
  const times: number[] = [];
  let round = 0; // how long one lasts
  for (const contender of contenders) {
    const { fitting, turn } = await warmUp(contender, milliseconds);
    times.push(fitting);
    round += turn;
  }
  const count = Math.max(fewest, Math.min(rounds, Math.floor(budget / round)));
  const seconds = contenders.map((): number[] => []);
  for (let done = 0; done < count; done++) {
    for (const [i, contender] of contenders.entries()) seconds[i]!.push((await elapsed(contender, times[i]!)) / times[i]!);
  }
  return contenders.map(({ name }, i) => ({
    name,
    seconds: median(seconds[i]!),
    fastest: Math.min(...seconds[i]!),
    ratio: median(seconds[i]!.map((own, round) => seconds[0]![round]! / own)),
    rounds: seconds[i]!,
    times: times[i]!,
  }));
}

/** Doubles the times until they fill a turn; returns how many do, and the seconds that takes. */
async function warmUp(contender: Contender, milliseconds: number): Promise<{ fitting: number; turn: number }> {
  for (let times = 1; ; times *= 2) {
    const spent = await elapsed(contender, times);
    if (1000 * spent < milliseconds / 2) continue;
    const fitting = Math.max(1, Math.ceil((times * milliseconds) / (1000 * spent)));
    return { fitting, turn: (spent * fitting) / times };
  }
}

async function elapsed(contender: Contender, times: number): Promise<number> {
  const begun = performance.now();
  const told = await contender.run(times);
  return told ?? (performance.now() - begun) / 1000;
}
