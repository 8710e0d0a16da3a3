import { FormatError } from '../core/errors.ts';
import { showShape, type Shape } from '../core/shape.ts';

/** The shapes of the tensors in the file that a model is being loaded from. */
let known: ReadonlySet<string> | undefined;

/** The shapes that tensors of a file have. */
export const storedShapes = (tensors: Iterable<{ readonly shape: Shape }>): ReadonlySet<string> =>
  new Set([...tensors].map(({ shape }) => showShape(shape)));

/** Makes layers whose weights are all in a file: they are not drawn, and take no memory until they get their values. A file may say in some
 *  bytes that it holds a layer of gigabytes, so that each weight must have the shape of a tensor that is there. */
export function fromStored<T>(shapes: ReadonlySet<string>, work: () => T): T {
  const before = known;
  known = shapes;
  try {
    return work();
  } finally {
    known = before;
  }
}

/** Whether a weight is to come from a file.
 *  @throws {FormatError} if the file has no tensor of its shape */
export function isStored(name: string, shape: Shape): boolean {
  if (known === undefined) return false;
  if (known.has(showShape(shape))) return true;
  throw new FormatError(
    `loadModel: ${name} takes values of shape ${showShape(shape)}, and no tensor in the file has this shape. ` +
    'The file is damaged, or another program has changed it.',
  );
}
