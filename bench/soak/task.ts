/** One life of a model: made, trained, asked, saved, loaded, trained on, disposed of, in an order that a seed draws. What comes of it is
 *  the same with faults between, which must be refused with an error of myelin, or are undone from the last save. */
import { createHash } from 'node:crypto';
import { truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModel, MyelinError, type Model, type Tensor } from '../../src/index.ts';
import { Draw } from '../keras/draw.ts';
import { NETS, rowsOf, type Net, type Values } from './nets.ts';

export interface Task {
  readonly net: number;
  readonly seed: number;
}

/** How often a fault comes before an action. */
const FAULTS = 0.1;
const ROWS = 48;

/** What callbacks and producers of the soak throw. */
class Planted extends Error {}

const one = <T>(list: readonly T[]): T | readonly T[] => (list.length === 1 ? list[0]! : list);

/** Does what must be refused. */
async function mustFail(what: string, act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof MyelinError || error instanceof Planted || (error as Error).cause instanceof Planted) return;
    throw new Error(`${what}: ${(error as Error).stack}`, { cause: error });
  }
  throw new Error(`${what} was not refused`);
}

class Life {
  readonly #net: Net;
  readonly #draw: Draw;
  /** Draws of faults, apart from those of the life. */
  readonly #ill: Draw | undefined;
  readonly #hash = createHash('sha256');
  readonly #path: string;
  readonly #x: Values[];
  readonly #y: Values[];
  #model: Model<unknown>;
  faults = 0;

  constructor({ net, seed }: Task, folder: string, turn: number | undefined) {
    this.#net = NETS[net]!;
    this.#draw = new Draw(seed);
    this.#ill = turn === undefined ? undefined : new Draw(turn);
    this.#path = join(folder, `${process.pid}-${turn ?? 'quiet'}-${net}-${seed}`);
    ({ x: this.#x, y: this.#y } = rowsOf(this.#net, ROWS, seed));
    this.#model = this.#net.make(seed);
  }

  #note(values: ArrayLike<number>): void {
    this.#hash.update(new Uint8Array(Float32Array.from(values).buffer));
  }

  /** All weights, as they are now. */
  #noteWeights(): void {
    for (const w of this.#model.getWeights()) this.#note(w.data);
  }

  async #fit(options: object = {}): Promise<void> {
    const draw = this.#draw;
    const [epochs, batchSize, streamed] = [draw.whole(1, 3), draw.pick([8, 16, 48]), draw.chance(0.25)];
    const given = { epochs, batchSize, verbose: 0, ...options } as const;
    const { history } = streamed
      ? await this.#model.fit(this.#batches(batchSize) as never, null, {
          ...given,
          batchSize: undefined,
          stepsPerEpoch: ROWS / batchSize,
        } as never)
      : await this.#model.fit(one(this.#x) as never, one(this.#y) as never, given as never);
    for (const figures of Object.values(history)) this.#note(figures as number[]);
  }

  /** The rows, batch by batch, again and again; fails at a batch if that is asked for. */
  #batches(size: number, failsAt = Infinity): () => AsyncGenerator<unknown> {
    const part = ({ data, shape }: Values, at: number): Values => {
      const width = data.length / ROWS;
      return { data: data.slice(at * width, (at + size) * width), shape: [size, ...shape.slice(1)] };
    };
    return async function* (this: Life) {
      for (let at = 0, n = 0; at < ROWS; at += size, n++) {
        if (n === failsAt) throw new Planted('a producer');
        await new Promise((resolve) => setImmediate(resolve));
        yield [one(this.#x.map((v) => part(v, at))), one(this.#y.map((v) => part(v, at)))];
      }
    }.bind(this);
  }

  async #predict(): Promise<void> {
    const answer = [await this.#model.predict(one(this.#x) as never, { batchSize: this.#draw.pick([7, 48]) })].flat() as Tensor[];
    for (const { data } of answer) this.#note(data);
  }

  async #reload(): Promise<void> {
    const bytes = await this.#model.toBytes();
    this.#model.dispose();
    this.#model = (await loadModel(bytes)) as unknown as Model<unknown>;
  }

  async #throughFile(): Promise<void> {
    await this.#model.save(this.#path);
    this.#model.dispose();
    this.#model = (await loadModel(this.#path)) as unknown as Model<unknown>;
    await unlink(this.#path);
  }

  /** A call that takes steps before it fails: the model is loaded again as it was. */
  async #undone(what: string, act: () => unknown): Promise<void> {
    const before = await this.#model.toBytes();
    await mustFail(what, act);
    this.#model.dispose();
    this.#model = (await loadModel(before)) as unknown as Model<unknown>;
  }

  /** Something that goes wrong. */
  async #fault(ill: Draw): Promise<void> {
    this.faults++;
    const [x, y] = [one(this.#x) as never, one(this.#y) as never];
    const net = this.#model;
    const fit = (options: object): Promise<unknown> => net.fit(x, y, { epochs: 3, batchSize: 8, verbose: 0, ...options } as never);
    const faults: readonly (() => Promise<void>)[] = [
      () => mustFail('a wrong array', () => net.fit(new Float32Array(5) as never, y, { verbose: 0 })),
      () =>
        mustFail('too few targets', () =>
          net.fit(x, this.#y.map(({ shape }) => ({ data: new Float32Array(1), shape: [1, ...shape.slice(2)] })) as never),
        ),
      () => mustFail('values that are none', () => net.predict([[NaN]] as never)),
      () => mustFail('a wrong option', () => fit({ epochs: -1 })),
      () =>
        this.#undone('an abort', async () => {
          const abort = new AbortController();
          setTimeout(() => abort.abort(new Planted('an abort')), ill.whole(0, 4));
          await fit({ epochs: 1e6, signal: abort.signal });
        }),
      () =>
        this.#undone('a callback', () =>
          fit({
            callbacks: [
              {
                onEpochEnd() {
                  throw new Planted('a callback');
                },
              },
            ],
          }),
        ),
      () =>
        this.#undone('a callback that fails later', () =>
          fit({
            callbacks: [
              {
                async onTrainBatchEnd() {
                  throw new Planted('a callback');
                },
              },
            ],
          }),
        ),
      () => this.#undone('a producer', () => net.fit(this.#batches(8, ill.whole(0, 5)) as never, null, { epochs: 2, verbose: 0 })),
      () => mustFail('a folder that is not there', () => net.save(`${this.#path}/no/where`)),
      async () => {
        await net.save(this.#path);
        await truncate(this.#path, ill.whole(0, 400));
        await mustFail('a file that is cut short', () => loadModel(this.#path));
        await writeFile(this.#path, 'no model');
        await mustFail('a file of something else', () => loadModel(this.#path));
        await unlink(this.#path);
      },
      () =>
        this.#undone('dispose in the midst', async () => {
          const abort = new AbortController();
          const under = fit({ epochs: 1e6, signal: abort.signal });
          await mustFail('dispose', () => net.dispose());
          abort.abort(new Planted('enough'));
          await under;
        }),
      () => mustFail('weights that do not fit', () => net.setWeights([new Float32Array(1)])),
    ];
    await ill.pick(faults)();
  }

  async live(): Promise<string> {
    const acts = [() => this.#fit(), () => this.#fit(), () => this.#predict(), () => this.#reload(), () => this.#throughFile()];
    for (let n = this.#draw.whole(3, 6); n > 0; n--) {
      if (this.#ill?.chance(FAULTS) === true) await this.#fault(this.#ill);
      await this.#draw.pick(acts)();
    }
    await this.#predict();
    this.#noteWeights();
    this.#model.dispose();
    return this.#hash.digest('hex');
  }
}

/** What came of a task, as a hash of all figures, predictions and weights.
 *  @param turn  seed of its faults; without it there are none */
export async function live(task: Task, folder: string, turn?: number): Promise<{ answer: string; faults: number }> {
  const life = new Life(task, folder, turn);
  const answer = await life.live();
  return { answer, faults: life.faults };
}
