/** Connectionist temporal classification by counting: the probability that steps read as labels, over every way of classes there is.
 *  @shape labels [labels], zeros at the end are none; steps [steps][classes], probabilities */
export function ctcOf(labels: readonly number[], steps: readonly (readonly number[])[]): number {
  const wanted = labels.filter((l) => l !== 0).join();
  const classes = steps[0]!.length;
  let total = 0;
  for (let way = 0; way < classes ** steps.length; way++) {
    const path = steps.map((_, t) => Math.floor(way / classes ** t) % classes);
    const read = path.filter((c, t) => c !== path[t - 1]).filter((c) => c !== 0);
    if (read.join() === wanted) total += path.reduce((p, c, t) => p * steps[t]![c]!, 1);
  }
  return total;
}
