import { ConfigError, FormatError } from '../core/errors.ts';
import { host } from '../core/host.ts';

/** The form into which images are brought. */
export interface ImageForm {
  readonly height: number;
  readonly width: number;
  readonly colorMode: ColorMode;
  readonly interpolation: Interpolation;
  /** What becomes of the shape of an image: it is lost, parts at the edges are, or black edges are added. */
  readonly aspect: 'stretch' | 'crop' | 'pad';
}

export type ColorMode = 'grayscale' | 'rgb' | 'rgba';
export type Interpolation = 'nearest' | 'bilinear' | 'bicubic' | 'lanczos3' | 'mitchellcubic';

export const CHANNELS: Readonly<Record<ColorMode, number>> = { grayscale: 1, rgb: 3, rgba: 4 };
const KERNELS: Readonly<Record<Interpolation, string>> = {
  nearest: 'nearest', bilinear: 'linear', bicubic: 'cubic', lanczos3: 'lanczos3', mitchellcubic: 'mitchell',
};
const FITS: Readonly<Record<ImageForm['aspect'], string>> = { stretch: 'fill', crop: 'cover', pad: 'contain' };

/** What is used of sharp. */
interface Pipeline {
  resize(options: object): Pipeline;
  ensureAlpha(): Pipeline;
  removeAlpha(): Pipeline;
  toColourspace(name: string): Pipeline;
  raw(options: object): Pipeline;
  metadata(): Promise<{ readonly hasAlpha?: boolean }>;
  toBuffer(): Promise<Uint8Array>;
  toBuffer(options: { readonly resolveWithObject: true }): Promise<{ readonly data: Uint8Array; readonly info: object }>;
}
type Sharp = (input: string | Uint8Array, options?: object) => Pipeline;

/** Reads a file as bytes, [height, width, channels], on another thread. @throws {FormatError} that names the file, if it is no image */
export type ImageReader = (path: string, form: ImageForm) => Promise<Uint8Array>;

/** What reads JPEG, PNG, WebP and whatever else the package sharp reads. As in Keras, the orientation that a camera notes is ignored.
 *  @throws {ConfigError} if the package is not installed */
export function openImageReader(where: string): ImageReader {
  let sharp: Sharp;
  try {
    sharp = host().library('sharp') as Sharp;
  } catch (cause) {
    if (cause instanceof ConfigError) throw new ConfigError(`${where}: ${cause.message}`, { cause });
    throw new ConfigError(`${where}: needs the package sharp, which decodes images. Install it: npm install sharp`, { cause });
  }
  return async (path, { height, width, colorMode, interpolation, aspect }) => {
    try {
      const image = colorMode === 'rgba' ? sharp(path) : await opaque(sharp, path);
      const resized = image.resize({
        height, width, fit: FITS[aspect], kernel: KERNELS[interpolation], background: { r: 0, g: 0, b: 0, alpha: 1 },
      });
      const colored =
        colorMode === 'rgba' ? resized.toColourspace('srgb').ensureAlpha()
        : resized.toColourspace(colorMode === 'rgb' ? 'srgb' : 'b-w');
      return await colored.raw({ depth: 'uchar' }).toBuffer();
    } catch (cause) {
      throw new FormatError(`${path}: the image cannot be read: ${(cause as Error).message}`, { cause });
    }
  };
}

/** The colors of an image, as in Keras: those of transparent places, too. Where there is an alpha channel, sharp weighs colors by it when
 *  it resizes, and what is transparent becomes black. */
async function opaque(sharp: Sharp, path: string): Promise<Pipeline> {
  const { hasAlpha } = await sharp(path).metadata();
  if (hasAlpha !== true) return sharp(path);
  const { data, info } = await sharp(path).removeAlpha().raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: info });
}
