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

interface GatherBatch { n: number; width: number; rows: number; total: number; x: Float64Array | Uint8Array; order: Float64Array; cursor: Float64Array; y: Float64Array }
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
