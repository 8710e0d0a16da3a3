/** Tells on stderr which columns had cells unlike any in the training rows. */
export function noticeUnseen(unseen: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(unseen)) {
    console.error(`'${name}': ${count} ${count === 1 ? 'cell is' : 'cells are'} unlike any in training (a new text, or missing) and ${count === 1 ? 'tells' : 'tell'} the model nothing`);
  }
}
