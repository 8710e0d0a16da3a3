/** Dots of a braille character, from the bottom up, in its left and right column. */
const DOTS = [[0x40, 0x04, 0x02, 0x01], [0x80, 0x20, 0x10, 0x08]] as const;
const BRAILLE = 0x2800;
const HEIGHT = 4;

/** The course of a figure, drawn in braille: two values a cell, the latest at the right. More values than there is room for are joined
 *  to means. The heights are logarithmic if all values are above 0, as those of most losses are. Empty with fewer than two values. */
export function curve(values: readonly number[], cells: number): string {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2 || cells < 1) return '';
  const logarithmic = finite.every((value) => value > 0);
  const points = joined(logarithmic ? finite.map(Math.log) : finite, 2 * cells);
  const [least, most] = [Math.min(...points), Math.max(...points)];
  const heights = points.map((value) => (most > least ? 1 + Math.round(((value - least) / (most - least)) * (HEIGHT - 1)) : 1));
  let text = '';
  for (let i = 0; i < heights.length; i += 2) {
    let dots = 0;
    for (const side of [0, 1] as const) for (let dot = 0; dot < (heights[i + side] ?? 0); dot++) dots |= DOTS[side][dot]!;
    text += String.fromCharCode(BRAILLE + dots);
  }
  return text;
}

/** At most so many means of values that follow each other. */
function joined(values: readonly number[], most: number): readonly number[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, i) => {
    const [from, to] = [Math.floor((i * values.length) / most), Math.floor(((i + 1) * values.length) / most)];
    return values.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
  });
}
