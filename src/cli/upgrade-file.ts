import { FormatError, MyelinError, show } from '../core/errors.ts';
import { atOnce } from '../core/pieces.ts';
import type { SavedPart } from '../core/saved.ts';
import { all } from '../core/realm.ts';
import { readSafetensors, writeSafetensors } from '../formats/safetensors.ts';
import { savedLayer } from '../layers/saved-layer.ts';
import { configurationText } from '../model/json.ts';
import { parseConfiguration } from '../model/parse-configuration.ts';
import type { ColumnFeature } from '../preprocessing/column-features.ts';
import { storedColumns } from '../preprocessing/stored-columns.ts';
import { targetLayer, type Target } from './target.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What files of the command had before its networks read tables themselves: how columns become inputs, and what the target is. */
interface Preparation {
  readonly columns: readonly ColumnFeature[];
  readonly target: Target;
}

/** The contents of a file of the command, whatever version wrote it, as this version writes it: the network begins with the layer that
 *  reads tables, and ends with the one that reads targets. Other files stay as they are.
 *  @throws {FormatError} if the file is damaged */
export function upgradedFile(bytes: Uint8Array): Uint8Array {
  const file = readSafetensors(bytes);
  const { preparation, myelin, ...metadata } = file.metadata;
  if (preparation === undefined || myelin === undefined) return bytes;
  const { columns, target } = parsePreparation(preparation);
  const { configuration, tensors } = parseConfiguration(myelin, file.tensors);
  const [input, ...layers] = (configuration.model.config['layers'] ?? []) as readonly SavedPart[];
  if (input?.kind !== 'input') throw damaged('the first layer', "'input'", input?.kind);
  const encoding = { kind: 'tableEncoding', config: { name: 'tableEncoding', adapted: columns } };
  const config = { ...configuration.model.config, layers: [encoding, ...layers, savedLayer(targetLayer(target))] };
  return writeSafetensors(tensors, {
    ...metadata,
    target: JSON.stringify({ name: target.name, index: target.index }),
    myelin: atOnce(configurationText({ ...configuration, model: { ...configuration.model, config } })),
  });
}

/** @throws {FormatError} if a field is wrong; names it and the fault */
function parsePreparation(json: string): Preparation {
  let stored: Fields;
  try {
    stored = (JSON.parse(json) ?? {}) as Fields;
  } catch (cause) {
    throw new FormatError('preparation: expected JSON. The model file is damaged, or was not written by `myelin train`.', { cause });
  }
  if (stored['version'] !== 1) throw damaged('version', '1', stored['version']);
  const target = parseTarget((stored['target'] ?? {}) as Fields);
  const features = stored['features'];
  const columns = refusing('features', () => storedColumns(features));
  const places = (features as readonly Fields[]).map(({ index }) => index);
  const expected = places.map((_, i) => (i < target.index ? i : i + 1));
  if (target.index > places.length || places.some((index, i) => index !== expected[i]))
    throw damaged('features', `columns in order, ${show(expected)}`, places);
  if (columns.some(({ name }) => name === target.name)) throw damaged('features', 'columns of other names than the target', target.name);
  return { columns, target };
}

function parseTarget({ task, name, index, mean, std, labels, numeric }: Fields): Target {
  if (typeof name !== 'string' || !Number.isSafeInteger(index) || (index as number) < 0)
    throw damaged('target', 'a name and an index', { name, index });
  const place = { name, index: index as number };
  const target = (
    task === 'regression' ? { task, ...place, mean, std } : { task: 'classification', ...place, labels, numeric: numeric === true }
  ) as Target;
  if (task !== 'regression' && (task !== 'classification' || !Array.isArray(labels) || !all(labels, (label) => typeof label === 'string')))
    throw damaged('target', 'a regression, or a classification with labels', task);
  refusing('target', () => targetLayer(target));
  return target;
}

/** Reports what is refused as a fault of the file. */
function refusing<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof MyelinError)) throw cause;
    const message = `preparation: ${where}: ${cause.message} The model file is damaged, or was not written by \`myelin train\`.`;
    throw new FormatError(message, { cause });
  }
}

const damaged = (where: string, expected: string, received: unknown): FormatError =>
  new FormatError(
    `preparation: ${where}: expected ${expected}, received ${show(received)}. The model file is damaged, or was not written by ` +
    '`myelin train`.',
  );
