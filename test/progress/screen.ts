import stringWidth from 'string-width';

interface Row {
  text: string;
  /** Whether the next row goes on with it, because it was too wide. */
  broken: boolean;
}

/** A terminal as far as bars use one: text, line ends, carriage returns, clearing to the end of the screen, colors (ignored). Rows that are
 *  too wide are broken, and when the width changes all rows are broken anew, as tmux and most windows do. */
export class Screen {
  columns: number;
  /** Whether rows that are too wide are broken. */
  #breaks = true;
  readonly #rows: Row[] = [{ text: '', broken: false }];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    const [plain, ...codes] = text.split('\x1b');
    for (const character of plain!) this.#show(character);
    for (const code of codes) {
      const [, command, behind] = /^\[(J|\d+m|\?7[lh])(.*)$/s.exec(code) ?? [];
      if (command === undefined) throw new Error(`the screen does not know ${JSON.stringify(code)}`);
      if (command === 'J') this.#clear();
      else if (command.startsWith('?7')) this.#breaks = command === '?7h';
      for (const character of behind!) this.#show(character);
    }
  }

  #show(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') this.#newLine(false);
    else this.#put(character);
  }

  /** Clears from the cursor to the end. */
  #clear(): void {
    const row = this.#rows[this.#row]!;
    row.text = [...row.text].slice(0, this.#column).join('');
    row.broken = false;
    this.#rows.length = this.#row + 1;
  }

  resize(columns: number): void {
    const lines: string[] = [];
    let [line, at] = ['', 0];
    this.#rows.forEach(({ text, broken }, i) => {
      if (i === this.#row) at = lines.length;
      line += text;
      if (broken) return;
      lines.push(line);
      line = '';
    });
    if (this.#column !== 0) throw new Error('the screen is resized where the cursor does not begin a line');
    this.columns = columns;
    this.#rows.length = 0;
    lines.forEach((text, i) => {
      if (i === at) this.#row = this.#rows.length;
      const characters = [...text];
      do this.#rows.push({ text: characters.splice(0, columns).join(''), broken: characters.length > 0 });
      while (characters.length > 0);
    });
  }

  /** The rows that have text. */
  lines(): string[] {
    return this.#rows.map(({ text }) => text.trimEnd()).filter((text) => text !== '');
  }

  #put(character: string): void {
    if (this.#column + stringWidth(character) > this.columns) {
      if (!this.#breaks) return;
      this.#newLine(true);
    }
    const row = this.#rows[this.#row]!;
    const characters = [...row.text];
    characters[this.#column] = character;
    row.text = characters.join('');
    this.#column++;
  }

  #newLine(broken: boolean): void {
    this.#rows[this.#row]!.broken = broken;
    this.#row++;
    this.#column = 0;
    this.#rows[this.#row] ??= { text: '', broken: false };
  }
}
