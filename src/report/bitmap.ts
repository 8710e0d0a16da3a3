/** An image as bytes: one number a place (grey), or three (red, green, blue), rows from the top. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** The longest side of an image in a page. Larger ones are made smaller. */
const LONGEST = 64;
const HEADER = 54;

/** An image made smaller until no side is longer than LONGEST: each place is the mean of those it stands for. */
function smaller({ width, height, channels, data }: Bitmap): Bitmap {
  const by = Math.ceil(Math.max(width, height) / LONGEST);
  if (by === 1) return { width, height, channels, data };
  const [w, h] = [Math.max(1, Math.floor(width / by)), Math.max(1, Math.floor(height / by))];
  const out = new Uint8Array(w * h * channels);
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++)
      for (let c = 0; c < channels; c++) {
        let [total, places] = [0, 0];
        for (let j = y * by; j < Math.min(height, (y + 1) * by); j++)
          for (let i = x * by; i < Math.min(width, (x + 1) * by); i++, places++) total += data[(j * width + i) * channels + c]!;
        out[(y * w + x) * channels + c] = Math.round(total / places);
      }
  return { width: w, height: h, channels, data: out };
}

/** An image as an address that holds it: a bitmap of 24 bits a place, which every browser shows and no library has to pack.
 *  @source Microsoft, BITMAPFILEHEADER and BITMAPINFOHEADER */
export function addressOf(image: Bitmap): string {
  const { width, height, channels, data } = smaller(image);
  const line = Math.ceil((3 * width) / 4) * 4;
  const bytes = new Uint8Array(HEADER + line * height);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x424d); // 'BM'
  view.setUint32(2, bytes.length, true);
  view.setUint32(10, HEADER, true);
  view.setUint32(14, HEADER - 14, true);
  view.setInt32(18, width, true);
  view.setInt32(22, -height, true); // rows from the top
  view.setUint16(26, 1, true);
  view.setUint16(28, 24, true);
  view.setUint32(34, line * height, true);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) bytes[HEADER + y * line + 3 * x + c] = data[(y * width + x) * channels + (channels === 3 ? 2 - c : 0)]!;
  let text = '';
  for (let from = 0; from < bytes.length; from += 4096) text += String.fromCharCode(...bytes.subarray(from, from + 4096));
  return `data:image/bmp;base64,${btoa(text)}`;
}
