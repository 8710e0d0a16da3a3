/** What tests read in a page. */

/** The texts of a page's tables, row by row. */
export const rowsOf = (page: string): string[][] =>
  [...page.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
    [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => textIn(cell!)));

/** A text without the elements around it. */
const textIn = (html: string): string => html.replaceAll(/<[^>]*>/g, '').replaceAll('\u00a0', ' ').trim();

/** The number that stands out at the top of a page under a name. */
export function tileOf(page: string, name: string): string | undefined {
  const value = new RegExp(`<dt>${name}</dt><dd>(.*?)(?: <small>|</dd>)`).exec(page)?.[1];
  return value === undefined ? undefined : textIn(value);
}

/** The part of a page between the beginning of an element and the end of its figure or section. */
export function partOf(page: string, id: string): string {
  const from = page.indexOf(` id="${id}"`);
  if (from < 0) throw new Error(`no element '${id}'`);
  const end = page.slice(from).search(/<\/figure>|<\/section>/);
  return page.slice(from, from + end);
}
