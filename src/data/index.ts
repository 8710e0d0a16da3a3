export { parseCsv, readCsv, type CsvOptions } from './csv.ts';
export { digits, imageText, type Digits, type DigitsOptions, type Images, type Labels } from './digits.ts';
export {
  applyPreparation,
  describePreparation,
  fitPreparation,
  inputWidth,
  restoreTarget,
  type ColumnReport,
  type Feature,
  type Preparation,
  type Prepared,
  type Target,
  type Task,
} from './preparation.ts';
export { parsePreparation } from './stored-preparation.ts';
export { foldsOf, holdOut, type Split } from './split.ts';
export { selectRows, type Column, type Table } from './table.ts';
