interface GatherRows { n: number; width: number; rows: number; x: Float64Array; index: Float64Array; y: Float64Array }
export function gather_rows({ n, width, rows, x, index, y }: GatherRows): void {
  for (let i = 0; i < n; i++) {
    const row = index[i]!;
    for (let j = 0; j < width; j++) y[i * width + j] = row >= 0 && row < rows ? x[row * width + j]! : NaN;
  }
}

interface GatherRowsDx { n: number; width: number; rows: number; dy: Float64Array; index: Float64Array; dx: Float64Array }
export function gather_rows_dx({ n, width, rows, dy, index, dx }: GatherRowsDx): void {
  dx.fill(0, 0, rows * width);
  for (let i = 0; i < n; i++) {
    const row = index[i]!;
    if (row < 0 || row >= rows) continue;
    for (let j = 0; j < width; j++) dx[row * width + j]! += dy[i * width + j]!;
  }
}
export function gather_rows_dx_magnitude(args: GatherRowsDx): void {
  gather_rows_dx({ ...args, dy: args.dy.slice(0, args.n * args.width).map(Math.abs) });
}

interface GatherBatch {
  n: number;
  width: number;
  rows: number;
  total: number;
  x: Float64Array | Uint8Array;
  order: Float64Array;
  cursor: Float64Array;
  y: Float64Array;
}
export function gather_batch({ n, width, rows, total, x, order, cursor, y }: GatherBatch): void {
  for (let i = 0; i < n; i++) {
    const position = cursor[0]! + i;
    const row = position >= 0 && position < total ? order[position]! : -1;
    for (let j = 0; j < width; j++) y[i * width + j] = row >= 0 && row < rows ? x[row * width + j]! : NaN;
  }
}
export function gather_batch_u8(args: GatherBatch): void {
  gather_batch(args);
}

interface OneHot { n: number; depth: number; index: Float64Array; y: Float64Array }
export function one_hot({ n, depth, index, y }: OneHot): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < depth; j++) y[i * depth + j] = index[i] === j ? 1 : 0;
  }
}

interface GroupIndices { n: number; rows: number; index: Float64Array; groups: Float64Array }
export function group_indices({ n, rows, index, groups }: GroupIndices): void {
  const key = (i: number): number => (index[i]! >= 0 && index[i]! < rows ? index[i]! : rows);
  const order = [...new Array<number>(n).keys()].sort((a, b) => key(a) - key(b) || a - b);
  order.forEach((i, k) => {
    groups[k] = i;
    groups[n + k] = key(i) === rows ? -2 : k > 0 && key(order[k - 1]!) === key(i) ? -1 : key(i);
  });
}

interface SumGroups { n: number; width: number; dy: Float64Array; groups: Float64Array; y: Float64Array }
export function sum_groups({ n, width, dy, groups, y }: SumGroups): void {
  y.fill(0, 0, n * width);
  let group = -1;
  for (let k = 0; k < n; k++) {
    if (groups[n + k] !== -1) group = groups[n + k]! >= 0 ? k : -1;
    const i = groups[k]!;
    if (group < 0 || i < 0 || i >= n) continue;
    for (let j = 0; j < width; j++) y[group * width + j]! += dy[i * width + j]!;
  }
}
export function sum_groups_magnitude(args: SumGroups): void {
  sum_groups({ ...args, dy: args.dy.slice(0, args.n * args.width).map(Math.abs) });
}

interface ScatterRows { n: number; width: number; rows: number; x: Float64Array; index: Float64Array; y: Float64Array }
export function scatter_rows({ n, width, rows, x, index, y }: ScatterRows): void {
  for (let k = 0; k < n; k++) {
    const row = index[k]!;
    if (row >= 0 && row < rows) y.set(x.subarray(k * width, (k + 1) * width), row * width);
  }
}
