import type { Option } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import type { SavedPart } from '../core/parts.ts';
import type { Shape } from '../core/shape.ts';
import { all } from '../core/realm.ts';
import { placeholder, type Tensor } from '../graph/tensor.ts';
import type { Trace } from '../trace/trace.ts';
import { LAYER, type BatchShape, type Layer, type LayerOptions } from './layer.ts';
import { RNNCell, singleStep, type CellArguments, type CellSteps } from './rnn-cell.ts';
import { savedForm } from './wrapper.ts';

export interface StackedRNNCellsOptions extends LayerOptions {
  /** The cells. Each takes the output of the one before. */
  cells: readonly RNNCell[];
}

/** An option that takes cells. */
const cells = (): Option<readonly RNNCell[], readonly RNNCell[]> => ({
  check: (where, name, given) => {
    if (Array.isArray(given) && given.length > 0 && all(given, (c) => c instanceof RNNCell)) return given;
    throw new ConfigError(
      `${where}: ${name} must be an array of cells such as layers.lstmCell({ units: 8 }), received ${show(given)}. ` +
        'A cell of your own extends layers.RNNCell.',
    );
  },
  store: (held): SavedPart[] => held.map(savedForm),
});

const OPTIONS = LAYER.extend<StackedRNNCellsOptions>()({ cells: cells() });

/** Several cells as one. Its states are those of the cells, in their order. */
export class StackedRNNCells extends RNNCell {
  readonly kind = 'stackedRNNCells';
  readonly cells: readonly RNNCell[];
  readonly #held: StackedRNNCellsOptions;

  constructor(options: StackedRNNCellsOptions) {
    const held = OPTIONS.read('stackedRNNCells', options);
    super('stacked_rnn_cells', held);
    this.#held = held;
    this.cells = held.cells;
    if (!this.trainable) for (const cell of this.cells) cell.trainable = false;
  }

  get stateSize(): readonly number[] {
    return this.cells.flatMap((cell) => cell.stateSizes);
  }

  override get outputSize(): number {
    return this.cells.at(-1)!.outputSize;
  }

  override getInitialState(batchSize: number, inputShape?: Shape): readonly Tensor[] {
    let shape = inputShape;
    return this.cells.flatMap((cell) => {
      const states = cell.getInitialState(batchSize, shape);
      shape &&= cell.outputShape(shape);
      return states;
    });
  }

  override outputShape(inputShape: Shape): Shape {
    return this.cells.reduce((shape, cell) => cell.outputShape(shape), inputShape);
  }

  override build(inputShape: BatchShape): void {
    let shape: Shape = [1, ...(inputShape.slice(1) as Shape)];
    for (const cell of this.cells) {
      cell.buildFor([placeholder(shape)]);
      shape = cell.outputShape(shape);
    }
  }

  call(x: Tensor, t: Trace, { states }: CellArguments): readonly Tensor[] {
    return singleStep(this, x, t, states);
  }

  override begin(t: Trace, inputShape: Shape): CellSteps {
    let shape = inputShape;
    const all = this.cells.map((cell) => {
      const steps = cell.begin(t, shape);
      shape = cell.outputShape(shape);
      return { steps, count: cell.stateSizes.length };
    });
    return {
      enter: (x) => all[0]!.steps.enter(x),
      step: (turn, entered, states) => {
        const next: Tensor[] = [];
        let output = entered;
        all.forEach(({ steps, count }, i) => {
          const given = i === 0 ? entered : steps.enter(output);
          const [out, ...fresh] = steps.step(turn, given, states.slice(next.length, next.length + count)) as [Tensor, ...Tensor[]];
          output = out;
          next.push(...fresh);
        });
        return [output, ...next];
      },
      outputIsState: all.length === 1 && all[0]!.steps.outputIsState,
    };
  }

  override get layerOptions(): Readonly<Record<string, Layer | readonly Layer[]>> {
    return { cells: this.cells };
  }

  override remade(): StackedRNNCells {
    return new StackedRNNCells({ ...this.#held, cells: this.cells.map((cell) => cell.remade()) });
  }
}

/** Several cells as one, for `rnn`.
 *  @shape [batch, features], the states of all cells -> the output of the last cell and all new states
 *  @throws {ConfigError} if there is no cell, or one is none */
export const stackedRNNCells = (options: StackedRNNCellsOptions): StackedRNNCells => new StackedRNNCells(options);
