/** Words for true and false, in small letters: of programs, and in the languages of the locales that are known. */
const TRUE: ReadonlySet<string> = new Set(
  (
  'true t yes y on wahr ja j vrai oui o verdadero sí si s vero verdadeiro sim waar sant prawda tak ' +
  't sand doğru evet e pravda ano da истина да tosi kyllä 是 真 はい 예'
  ).split(' '),
);
const FALSE: ReadonlySet<string> = new Set(
  (
  'false f no n off falsch nein faux non falso não onwaar nee falskt nej fałsz nie usand nei ' +
  'yanlış hayır h nepravda ne ложь нет epätosi ei 否 假 いいえ 아니요'
  ).split(' '),
);

/** What a word stands for; undefined if for neither. */
export function booleanOf(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined;
}

/** Whether texts are words for both, and nothing else. */
export function isBoolean(texts: readonly string[]): boolean {
  if (texts.length > TRUE.size + FALSE.size) return false;
  const found = new Set(texts.map(booleanOf));
  return found.size === 2 && !found.has(undefined);
}
