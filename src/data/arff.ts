import { DataError, show } from '../core/errors.ts';
import { Gathered } from '../core/gathered.ts';
import { inTurns, Turns } from '../core/pieces.ts';
import { decoded } from '../formats/decode.ts';
import { readPieces } from '../formats/read-pieces.ts';
import { naming, nameOf, type StreamSource } from '../formats/source.ts';
import { columnsOfTexts, type CellOptions, type ColumnType } from '../preprocessing/infer-columns.ts';
import { Table } from '../preprocessing/table.ts';
import { tableOptions, tell, type TableOptions } from './csv-options.ts';
import { linesOf } from './lines.ts';

/** Columns of rows that need no look at the time of their own. */
const FEW = 64;

/** A column, as the header declares it. */
interface Attribute {
  readonly name: string;
  readonly type: ColumnType;
  /** The texts that it may have; undefined for any. */
  readonly values: ReadonlySet<string> | undefined;
  readonly dates: 'dmy' | 'mdy' | undefined;
  /** What a sparse row has where it says nothing. */
  readonly zero: string;
}

/** Reads an ARFF file, the format of Weka and OpenML, plain or gzipped: numeric, nominal, string and date attributes, rows of values or
 *  sparse ones.
 *  @throws {FileError} if the file cannot be read
 *  @throws {DataError} if it is malformed or larger than `maxBytes`; names the file, the line and the fault
 *  @source Weka, Attribute-Relation File Format, stable version */
export async function readArff(source: StreamSource, options: TableOptions = {}): Promise<Table> {
  const held = tableOptions('readArff', options);
  const table = await naming(source, DataError, () => arffTable(readPieces('readArff', 'arff', source, held.maxBytes), held));
  tell(table.notices, held, nameOf(source));
  return table;
}

/** The table of an ARFF text that comes as bytes. */
export async function arffTable(pieces: AsyncIterable<Uint8Array>, options: CellOptions): Promise<Table> {
  const notices: string[] = [];
  const attributes: Attribute[] = [];
  const [columns, lines]: [Gathered<string>[], Gathered<number>] = [[], new Gathered()];
  const turns = new Turns();
  let inData = false;
  for await (const [line, number] of linesOf('arff', decoded('arff', pieces, undefined, (notice) => notices.push(notice)))) {
    if (/^\s*(?:%|$)/.test(line)) continue;
    const at = `arff: line ${number}`;
    if (inData) {
      const cells = cellsOf(line, at, attributes);
      cells.forEach((cell, c) => columns[c]!.push(cell));
      lines.push(number);
      // A sparse row is short, however many columns there are.
      if (attributes.length > FEW && turns.over) await turns.next();
    } else if (/^\s*@attribute\s/i.test(line)) {
      attributes.push(attributeOf(line, at));
      columns.push(new Gathered());
    } else if (/^\s*@data\s*$/i.test(line)) {
      if (attributes.length === 0) throw new DataError(`${at}: expected @attribute lines before @data, received none.`);
      inData = true;
    } else if (!/^\s*@relation(?:\s|$)/i.test(line)) {
      throw new DataError(`${at}: expected @relation, @attribute or @data, received ${show(line.slice(0, 80))}. Is it an ARFF file?`);
    }
  }
  if (lines.length === 0) throw new DataError('arff: expected rows below @data, received none.');
  const names = attributes.map(({ name }) => name);
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) throw new DataError(`arff: expected names that differ, received ${show(twice)} twice.`);
  const types = { ...Object.fromEntries(attributes.map(({ name, type }) => [name, type])), ...options.types };
  const dates = options.dates ?? attributes.find((attribute) => attribute.dates !== undefined)?.dates;
  const [texts, places]: [string[][], number[]] = [[], await inTurns(lines.list())];
  for (const column of columns) texts.push(await inTurns(column.list()));
  const made = await inTurns(columnsOfTexts(names, texts, places, { ...options, dates, decimal: '.', types }));
  return new Table(made.columns, lines.length, true, [...notices, ...made.notices]);
}

const NAME = String.raw`(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s{]+))`;
const ATTRIBUTE = new RegExp(String.raw`^\s*@attribute\s+${NAME}\s*(.*?)\s*$`, 'i');

function attributeOf(line: string, at: string): Attribute {
  const found = ATTRIBUTE.exec(line);
  if (found === null) throw new DataError(`${at}: expected @attribute with a name and a type, received ${show(line.slice(0, 80))}.`);
  const name = unescaped(found[1] ?? found[2] ?? found[3]!);
  const said = found[4]!;
  const attribute = { name, values: undefined, dates: undefined, zero: '0' };
  if (/^(?:numeric|real|integer)\b/i.test(said)) return { ...attribute, type: 'number' };
  if (/^string\b/i.test(said)) return { ...attribute, type: 'text' };
  if (/^date\b/i.test(said)) return { ...attribute, type: 'date', dates: orderOf(said) };
  if (!said.startsWith('{') || !said.endsWith('}'))
    throw new DataError(`${at}: expected numeric, real, integer, string, date or {values}, received ${show(said.slice(0, 80))}.`);
  const values = valuesOf(said.slice(1, -1), at);
  return { ...attribute, type: 'text', values: new Set(values), zero: values[0] ?? '' };
}

/** The order of day and month in a format of Java, if the year is not first. */
function orderOf(format: string): 'dmy' | 'mdy' | undefined {
  const letters = format.replace(/^date/i, '');
  const [year, month, day] = ['y', 'M', 'd'].map((letter) => letters.indexOf(letter)) as [number, number, number];
  return month < 0 || day < 0 || (year >= 0 && year < Math.min(month, day)) ? undefined : day < month ? 'dmy' : 'mdy';
}

function cellsOf(line: string, at: string, attributes: readonly Attribute[]): string[] {
  const text = line.trim();
  const cells = text.startsWith('{') ? sparse(text, at, attributes) : valuesOf(text, at);
  if (cells.length !== attributes.length)
    throw new DataError(`${at}: expected ${attributes.length} values, as attributes, received ${cells.length}. Check commas and quotes.`);
  attributes.forEach(({ name, values }, c) => {
    if (values !== undefined && cells[c] !== '?' && !values.has(cells[c]!))
      throw new DataError(`${at}: ${show(name)}: ${show(cells[c])} is none of the values that its attribute declares.`);
  });
  return cells;
}

/** A row of places and values, `{1 X, 3 Y}`. */
function sparse(text: string, at: string, attributes: readonly Attribute[]): string[] {
  const cells = attributes.map(({ zero }) => zero);
  if (!text.endsWith('}')) throw new DataError(`${at}: a sparse row is not closed by }.`);
  const inner = text.slice(1, -1).trim();
  for (const [value, place] of inner === '' ? [] : divided(inner, at, String.raw`(?:\d+\s)?`)) {
    if (place === '' || Number(place) >= attributes.length)
      throw new DataError(`${at}: expected a place from 0 to ${attributes.length - 1} and a value, received ${show(`${place}${value}`)}.`);
    cells[Number(place)] = value;
  }
  return cells;
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const unescaped = (text: string): string => text.replace(/\\(.)/g, (_, c: string) => ESCAPED[c] ?? c);

/** A value, which may stand in quotes, up to a comma or the end. */
const VALUE = String.raw`(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,'"]*))\s*(,|$)`;

/** Values between commas. Takes time in proportion. */
function valuesOf(text: string, at: string): string[] {
  if (!/['"\\]/.test(text)) return text.split(text.includes(',') ? ',' : /\s+/).map((cell) => cell.trim());
  return [...divided(text, at, '')].map(([value]) => value);
}

/** Values between commas, each with what stands before it in a sparse row. */
function* divided(text: string, at: string, before: string): Generator<readonly [value: string, place: string]> {
  const entry = new RegExp(String.raw`\s*(${before})${VALUE}`, 'y');
  for (;;) {
    const found = entry.exec(text);
    if (found === null) throw new DataError(`${at}: a quote is opened and never closed, or stands inside a value.`);
    yield [found[4]?.trim() ?? unescaped(found[2] ?? found[3]!), found[1]!];
    if (found[5] === '') return;
  }
}
