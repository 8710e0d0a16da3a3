import { ConfigError, FormatError, show } from '../../core/errors.ts';
import type { Pieces } from '../../core/pieces.ts';
import { isRecord } from '../../core/realm.ts';
import { sameShape, showShape } from '../../core/shape.ts';
import { readSafetensorsFile, safetensorsPieces, type StoredTensor } from '../../formats/safetensors.ts';
import { bytesOf, type FileSource } from '../../formats/source.ts';
import { isCount } from '../../graph/counter.ts';
import { constant, type Tensor } from '../../graph/tensor.ts';
import type { Variable } from '../../graph/variable.ts';
import { snapshot } from '../../run/snapshot.ts';
import type { FitRecord } from '../callback.ts';
import type { Engine } from '../engine.ts';
import { storedVariables } from '../save.ts';
import type { Position } from '../source/source.ts';
import type { Logs } from '../training.ts';
import type { Description } from './description.ts';
import { fromJson, toJson } from './kept-values.ts';

const FORMAT = 1;
/** The tensor whose bytes are the text of the state. As metadata, the history of a long fit would not fit into the header. */
const STATE = 'fit';

/** Where a fit stands, beside the values of variables. */
export interface FitState {
  readonly description: Description;
  readonly seed: number;
  /** Epochs of all fits that the model has been trained. */
  readonly epochsTrained: number;
  /** The epoch that is open, or comes next. */
  readonly epoch: number;
  /** Steps of the open epoch so far; undefined between two epochs. */
  readonly done: number | undefined;
  /** Rows of the open epoch, steps of the whole fit, and evaluations of the open epoch by a driver, so far. */
  readonly samples: number;
  readonly steps: number;
  readonly evaluations: number;
  readonly position: Position;
  /** Whether the weights are their averages now; see `Optimizer.swapAverages`. */
  readonly swapped: boolean;
  readonly stopTraining: boolean;
  /** Figures of the last epoch. */
  readonly logs: Logs;
  readonly history: FitRecord;
  /** What callbacks keep, in their order. */
  readonly callbacks: readonly { readonly kind: string; readonly state: unknown }[];
}

/** The variables of a fit by the names that checkpoints have for them. */
function variablesOf(engine: Engine): Map<string, Variable> {
  const training = engine.training('fit');
  const stored = [...storedVariables(engine.network, training)].map(([path, v]): [string, Variable] => [`model/${path}`, v]);
  return new Map([...stored, ...training.learned.variables.map((v, i): [string, Variable] => [`meters/${i}`, v])]);
}

/** All that a fit needs to go on, as the pieces of a safetensors file. Values and state are of one moment.
 *  @param stateOf  the state at that moment */
export async function checkpointPieces(engine: Engine, stateOf: () => FitState): Promise<readonly Uint8Array[]> {
  const variables = variablesOf(engine);
  const kept = new Map<string, Tensor>();
  const state = function* (): Pieces<string> {
    kept.clear();
    yield 0;
    return JSON.stringify(toJson('fit', { format: FORMAT, ...stateOf() }, kept));
  };
  const { values, beside } = await snapshot([...variables.values()], { tell: state, version: () => undefined });
  const text = new TextEncoder().encode(beside);
  return safetensorsPieces(
    Object.fromEntries([
      ...[...variables].map(([name, v]): [string, StoredTensor] => [name, { dtype: v.dtype, shape: v.shape, data: values.get(v)! }]),
      ...[...kept].map(([name, { dtype, shape, data }]): [string, StoredTensor] => [name, { dtype, shape, data }]),
      [STATE, { dtype: 'uint8', shape: [text.length], data: text }],
    ]),
    { myelinFit: String(FORMAT) },
  );
}

/** The contents of a checkpoint. */
export interface Stored {
  readonly state: FitState;
  readonly tensors: Readonly<Record<string, StoredTensor>>;
}

/** Reads a checkpoint.
 *  @throws {FileError} if the file cannot be read
 *  @throws {FormatError} if it is no checkpoint, or damaged
 *  @throws {ConfigError} if another version of myelin wrote it */
export async function readCheckpoint(where: string, source: FileSource): Promise<Stored> {
  let tensors: Stored['tensors'];
  try {
    ({ tensors } = await readSafetensorsFile(where, typeof source === 'string' ? source : await bytesOf(where, source)));
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new FormatError(`${where} is damaged: ${cause.message} Remove it to begin anew.`, { cause });
  }
  const text = tensors[STATE];
  if (text === undefined || text.dtype !== 'uint8')
    throw new FormatError(`${where}: expected a checkpoint of a fit, and the file holds no state of one. Is it a model?`);
  return { state: parsed(where, new TextDecoder().decode(text.data as Uint8Array), tensors), tensors };
}

/** Finds the values for the variables of a fit: of the model, and of the figures of the open epoch.
 *  @returns functions that give them
 *  @throws {FormatError} if the checkpoint has no such values */
export function restoring(where: string, engine: Engine, { tensors }: Stored): { readonly model: () => void; readonly meters: () => void } {
  const found = [...variablesOf(engine)].map(([name, v]) => ({ name, v, value: valueOf(where, name, v, tensors) }));
  const give = (begin: string) => (): void => {
    for (const { name, v, value } of found) if (name.startsWith(begin)) v.assign(value);
  };
  return { model: give('model/'), meters: give('meters/') };
}

function valueOf(where: string, name: string, v: Variable, tensors: Stored['tensors']): Tensor {
  const stored = Object.hasOwn(tensors, name) ? tensors[name]! : undefined;
  if (stored === undefined || stored.dtype !== v.dtype || !sameShape(stored.shape, v.shape))
    throw new FormatError(
      `${where}: expected ${v.dtype} values of shape ${showShape(v.shape)} for ${name}, the checkpoint has ` +
        `${stored === undefined ? 'none' : `${stored.dtype} of shape ${showShape(stored.shape)}`}. Remove it to begin anew.`,
    );
  return constant(stored.data, stored.shape);
}

function parsed(where: string, text: string, tensors: Stored['tensors']): FitState {
  let state: unknown;
  try {
    state = fromJson(JSON.parse(text), (name) => {
      const stored = Object.hasOwn(tensors, name) ? tensors[name]! : undefined;
      return stored && constant(stored.data, stored.shape);
    });
  } catch (cause) {
    throw new FormatError(`${where}: the state in the checkpoint is damaged. Remove it to begin anew.`, { cause });
  }
  // No damage: a backup before this one would not help.
  if (!isRecord(state) || state['format'] !== FORMAT)
    throw new ConfigError(
      `${where}: expected a checkpoint of form ${FORMAT}, received ${show(isRecord(state) ? state['format'] : state)}. ` +
        'Another version of myelin wrote it: go on with that version, or remove it to begin anew.',
    );
  if (!isState(state)) throw new FormatError(`${where}: the state in the checkpoint is not whole. Remove it to begin anew.`);
  return state;
}

/** Whether a record has what a state has, so that whatever wrote it, nothing is read as something else. */
function isState(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & FitState {
  const { description, position, logs, history, callbacks, done } = value;
  const counts = ['epochsTrained', 'epoch', 'samples', 'steps', 'evaluations'].map((name) => value[name]);
  return (
    counts.every(isCount) && (done === undefined || isCount(done)) && Number.isSafeInteger(value['seed']) &&
    typeof value['swapped'] === 'boolean' && typeof value['stopTraining'] === 'boolean' &&
    isRecord(description) && isRecord(logs) && isRecord(position) && isCount(position['pass']) && isCount(position['batch']) &&
    isRecord(history) && Array.isArray(history['epoch']) && isRecord(history['history']) &&
    Object.values(history['history']).every(Array.isArray) &&
    Array.isArray(callbacks) && callbacks.every((c) => isRecord(c) && typeof c['kind'] === 'string')
  );
}
