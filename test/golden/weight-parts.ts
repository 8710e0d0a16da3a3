/** What Keras answered for parts of weights (weight-parts.json, recorded by record-weight-parts.py). */
import { readFileSync } from 'node:fs';
import { tensor, type Tensor } from '../../src/index.ts';

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

type Options = Readonly<Record<string, unknown>>;

export const loadPart = ({ data, shape }: Stored): Tensor => tensor(Float32Array.from(data), shape);

export const weightParts = JSON.parse(readFileSync(new URL('weight-parts.json', import.meta.url), 'utf8')) as {
  readonly constraints: readonly { readonly kind: string; readonly options: Options; readonly input: Stored; readonly output: Stored }[];
  readonly regularizers: readonly {
    readonly options: Options;
    readonly input: Stored;
    readonly penalty: number;
    readonly gradient: Stored;
  }[];
  readonly orthonormal: readonly { readonly input: Stored; readonly output: Stored }[];
  readonly fans: readonly {
    readonly shape: readonly number[];
    readonly options: object;
    readonly fanIn: number;
    readonly fanOut: number;
  }[];
};
