/** Files as programs write them. */
import type { CsvOptions } from '../../src/data/csv.ts';
import type { Locale } from './locales.ts';

export interface ProgramFile {
  readonly name: string;
  readonly text: string;
  readonly encoding?: Locale['encoding'];
  /** What each column holds; dates as ISO texts. */
  readonly values: Readonly<Record<string, readonly (number | string | undefined)[]>>;
  /** What is said of it. */
  readonly said?: readonly string[];
  /** What is asked without options. */
  readonly asked?: RegExp;
  readonly options?: CsvOptions;
}

const day = (date: string): string => `${date}T00:00:00.000Z`;

export const PROGRAMS: readonly ProgramFile[] = [
  {
    name: 'Excel, CSV of a locale with decimal commas, with sep= for all others',
    text: 'sep=;\r\nArtikel;Preis;Datum\r\n"Tisch; groß";1.299,90 €;01.03.2024\r\nStuhl;89,00 €;15.03.2024\r\n;;\r\n',
    encoding: 'windows-1252',
    values: { Artikel: ['Tisch; groß', 'Stuhl'], Preis: [1299.9, 89], Datum: [day('2024-03-01'), day('2024-03-15')] },
    said: ['read as windows-1252', "column 'Preis': decimal comma, thousands by point, currency '€' left away"],
  },
  {
    name: 'Excel, Unicode text',
    text: 'Code\tAmount\r\n00123\t"1,234.50"\r\n00456\t(99.00)\r\n',
    encoding: 'utf-16le',
    values: { Code: ['00123', '00456'], Amount: [1234.5, -99] },
    said: ["column 'Code': left as text, because '00123' on line 2 is a name rather than a quantity"],
  },
  {
    name: 'Excel, accounting format',
    text: 'Item,Amount\n"a"," $ 1,234.50 "\n"b"," $ (12.00)"\n"c"," $ -   "\n"d",$ 7.25\n',
    values: { Item: ['a', 'b', 'c', 'd'], Amount: [1234.5, -12, 0, 7.25] },
  },
  {
    name: 'LibreOffice, all cells in quotes',
    text: '"Name","Anteil","Zeit"\n"a","12,50%","08:30:00"\n"b","7,00%","17:05:30"\n',
    values: {
      Name: ['a', 'b'], Anteil: [0.125, 0.07], Zeit: ['1970-01-01T08:30:00.000Z', '1970-01-01T17:05:30.000Z'],
    },
    said: ["column 'Zeit': times of a day"],
  },
  {
    name: 'Google Sheets',
    text: 'Timestamp,Score,Comment\r\n1/31/2024 14:05:09,12,"two\nlines"\r\n2/1/2024 9:00:00,7,"say ""hi"""\r\n',
    values: {
      Timestamp: ['2024-01-31T14:05:09.000Z', '2024-02-01T09:00:00.000Z'], Score: [12, 7], Comment: ['two\nlines', 'say "hi"'],
    },
    said: ["column 'Timestamp': dates, the month before the day"],
  },
  {
    name: 'PostgreSQL, COPY as CSV',
    text: 'id,ok,at,note\n1,t,2024-01-31 12:00:00+00,\n2,f,2024-01-31 14:30:00.25+02,"a, b"\n',
    values: {
      id: [1, 2], ok: ['t', 'f'], at: ['2024-01-31T12:00:00.000Z', '2024-01-31T12:30:00.250Z'], note: [undefined, 'a, b'],
    },
  },
  {
    name: 'PostgreSQL, psql unaligned',
    text: 'id|name\n1|ann\n2|bob\n(2 rows)\n',
    values: { id: [1, 2], name: ['ann', 'bob'] },
    said: ["the last line is left out as totals: '(2 rows)'"],
  },
  {
    name: 'MySQL, SELECT INTO OUTFILE',
    text: '1,"say \\"x\\"",\\N\n2,"y",3.5\n',
    values: { column_0: [1, 2], column_1: ['say "x"', 'y'], column_2: [undefined, 3.5] },
  },
  {
    name: 'SQLite, .mode csv',
    text: "id,'quoted',v\r\n1,it''s,NULL\r\n2,b,2.5e-3\r\n",
    values: { id: [1, 2], "'quoted'": ["it''s", 'b'], v: [undefined, 0.0025] },
  },
  {
    name: 'SQL Server, sqlcmd',
    text: 'id;amount;zip\n1;12.50;01067\n2;NULL;80331\n(2 rows affected)\n',
    values: { id: [1, 2], amount: [12.5, undefined], zip: ['01067', '80331'] },
  },
  {
    name: 'R, write.csv2',
    text: '"";"x";"g"\n"1";1,5;"a"\n"2";NA;"b"\n"3";-Inf;NA\n',
    values: { column_0: [1, 2, 3], x: [1.5, undefined, -Infinity], g: ['a', 'b', undefined] },
    said: ["column 'x': decimal comma"],
  },
  {
    name: 'R, write.table, whose names lack one',
    text: '"x" "g"\n"r1" 1.5 "a"\n"r2" 2.5 "b"\n"r3" 3.5 "a"\n',
    values: { column_0: ['r1', 'r2', 'r3'], x: [1.5, 2.5, 3.5], g: ['a', 'b', 'a'] },
  },
  {
    name: 'SAS, PROC EXPORT with DATE9',
    text: 'subject,visit,dose\n101,05JAN2024,.\n102,17FEB2024,2.5\n',
    values: { subject: [101, 102], visit: [day('2024-01-05'), day('2024-02-17')], dose: [undefined, 2.5] },
  },
  {
    name: 'SPSS, with a comma for decimals',
    text: 'v1;v2\n,50;1\n-1,25;2\n3,00;-\n',
    values: { v1: [0.5, -1.25, 3], v2: [1, 2, undefined] },
    said: ["column 'v1': decimal comma"],
  },
  {
    name: 'pandas, to_csv',
    text: ',a,b,when\n0,1.5,True,2024-01-31 00:00:00\n1,,False,2024-02-29 06:30:00\n',
    values: {
      column_0: [0, 1], a: [1.5, undefined], b: ['True', 'False'], when: ['2024-01-31T00:00:00.000Z', '2024-02-29T06:30:00.000Z'],
    },
  },
  {
    name: 'NumPy, savetxt with a header',
    text: '# width height\n1.000000000000000000e+00 2.5e-01\n-3.0e+00 4.0e+02\n',
    values: { width: [1, -3], height: [0.25, 400] },
  },
  {
    name: 'a German bank',
    text:
      'Umsätze Girokonto;;;\r\nZeitraum:;01.01.2024 - 31.01.2024;;\r\n\r\nBuchungstag;Verwendungszweck;Betrag (EUR);Saldo\r\n' +
      '31.01.2024;Miete;-1.050,00;2.345,67\r\n30.01.2024;"Gehalt; Januar";3.210,55;3.395,67\r\nKontostand;;;2.345,67\r\n',
    encoding: 'windows-1252',
    values: {
      Buchungstag: [day('2024-01-31'), day('2024-01-30')], Verwendungszweck: ['Miete', 'Gehalt; Januar'],
      'Betrag (EUR)': [-1050, 3210.55], Saldo: [2345.67, 3395.67],
    },
    said: ['2 lines before the table are left out', 'the last line is left out as totals'],
  },
  {
    name: 'an American bank',
    text: 'Date,Description,Amount\n01/31/2024,Rent,"($1,050.00)"\n01/05/2024,Salary,"$3,210.55"\nTotal,,"$2,160.55"\n',
    values: { Date: [day('2024-01-31'), day('2024-01-05')], Description: ['Rent', 'Salary'], Amount: [-1050, 3210.55] },
  },
  {
    name: 'a Swiss bank',
    text: "Datum;Betrag\n03.04.2024;CHF 1'234.50\n05.04.2024;CHF 12.-\n06.04.2024;CHF -5.05\n",
    values: { Datum: [day('2024-04-03'), day('2024-04-05'), day('2024-04-06')], Betrag: [1234.5, 12, -5.05] },
  },
  {
    name: 'SAP, a list with minus behind',
    text: 'Konto|Betrag\n0000400100|1.234,56-\n0000400200|99,00\n',
    values: { Konto: ['0000400100', '0000400200'], Betrag: [-1234.56, 99] },
  },
  {
    name: 'a measuring device, with units, comments and line ends in any mixture',
    text: '# device 7\r\n# calibrated\nt,mass\r\n1,12.5 kg\n2,13.25 kg\r3,-\r\n',
    values: { t: [1, 2, 3], mass: [12.5, 13.25, undefined] },
    said: ["column 'mass': unit 'kg' left away"],
  },
  {
    name: 'a file in doubt',
    text: 'price,day\n"1,234",01/02/2024\n"5,678",03/04/2024\n',
    values: { price: [1234, 5678], day: [day('2024-02-01'), day('2024-04-03')] },
    asked: /column 'price': '1,234' on line 2 is 1\.234 or 1234, and no cell tells which/,
    options: { decimal: '.', dates: 'dmy' },
  },
];
