/** How people of fifteen locales write tables. Numbers and dates come from Intl. */
export interface Locale {
  readonly tag: string;
  readonly currency: string;
  readonly separator: ',' | ';' | '\t';
  readonly encoding: 'utf-8' | 'utf-8 with mark' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  /** What groups of digits are separated by: only comma and point can be decimals, too. */
  readonly group: ',' | '.' | 'other';
  /** The order of dates in figures, where it cannot be told from others. */
  readonly slashed?: 'dmy' | 'mdy';
  /** Words for false and true, as spreadsheets write them. */
  readonly flags: readonly [string, string];
  readonly missing: string;
}

export const LOCALES: readonly Locale[] = [
  {
    tag: 'en-US', currency: 'USD', separator: ',', encoding: 'utf-8', group: ',', slashed: 'mdy',
    flags: ['FALSE', 'TRUE'], missing: '#N/A',
  },
  {
    tag: 'en-GB', currency: 'GBP', separator: ',', encoding: 'utf-8 with mark', group: ',', slashed: 'dmy',
    flags: ['No', 'Yes'], missing: 'n/a',
  },
  { tag: 'de-DE', currency: 'EUR', separator: ';', encoding: 'utf-8 with mark', group: '.', flags: ['FALSCH', 'WAHR'], missing: 'k.A.' },
  { tag: 'de-CH', currency: 'CHF', separator: ';', encoding: 'utf-16le', group: 'other', flags: ['nein', 'ja'], missing: '-' },
  {
    tag: 'fr-FR', currency: 'EUR', separator: ';', encoding: 'utf-8', group: 'other', slashed: 'dmy',
    flags: ['FAUX', 'VRAI'], missing: '',
  },
  {
    tag: 'es-ES', currency: 'EUR', separator: ';', encoding: 'utf-16le', group: '.', slashed: 'dmy',
    flags: ['FALSO', 'VERDADERO'], missing: 's/d',
  },
  {
    tag: 'it-IT', currency: 'EUR', separator: ';', encoding: 'utf-8', group: '.', slashed: 'dmy',
    flags: ['FALSO', 'VERO'], missing: 'n.d.',
  },
  {
    tag: 'pt-BR', currency: 'BRL', separator: ';', encoding: 'windows-1252', group: '.', slashed: 'dmy',
    flags: ['FALSO', 'VERDADEIRO'], missing: '#N/D',
  },
  { tag: 'pl-PL', currency: 'PLN', separator: '\t', encoding: 'utf-16be', group: 'other', flags: ['FAŁSZ', 'PRAWDA'], missing: 'NULL' },
  { tag: 'sv-SE', currency: 'SEK', separator: ';', encoding: 'utf-8', group: 'other', flags: ['FALSKT', 'SANT'], missing: '.' },
  { tag: 'ru-RU', currency: 'RUB', separator: ';', encoding: 'utf-16le', group: 'other', flags: ['ЛОЖЬ', 'ИСТИНА'], missing: '—' },
  { tag: 'tr-TR', currency: 'TRY', separator: ';', encoding: 'utf-8', group: '.', flags: ['YANLIŞ', 'DOĞRU'], missing: '?' },
  { tag: 'en-IN', currency: 'INR', separator: ',', encoding: 'utf-8', group: ',', slashed: 'dmy', flags: ['false', 'true'], missing: 'NA' },
  { tag: 'ja-JP', currency: 'JPY', separator: ',', encoding: 'utf-8 with mark', group: ',', flags: ['いいえ', 'はい'], missing: 'NaN' },
  {
    tag: 'ar-EG', currency: 'EGP', separator: ';', encoding: 'utf-8', group: 'other', slashed: 'dmy',
    flags: ['FALSE', 'TRUE'], missing: '--',
  },
];

/** The bytes of a text. */
export function bytesIn(text: string, encoding: Locale['encoding'] = 'utf-8'): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text);
    case 'utf-8 with mark':
      return Buffer.from(`\ufeff${text}`);
    case 'utf-16le':
      return Buffer.from(`\ufeff${text}`, 'utf16le');
    case 'utf-16be':
      return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
    case 'windows-1252': {
      const bytes = Buffer.from(text.replaceAll('€', '\u0080'), 'latin1');
      if (bytes.toString('latin1').replaceAll('\u0080', '€') !== text) throw new Error('the text has letters that the encoding lacks');
      return bytes;
    }
  }
}
