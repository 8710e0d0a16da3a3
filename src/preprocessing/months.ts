/** Names of months, as far as they differ by their first letters, in the languages of the locales that are known. */
const NAMES: readonly string[] = [
  'jan january januar janvier janv enero ene gennaio gen janeiro januari stycznia sty января янв ocak oca leden ledna tammikuu tammi',
  'feb february februar février févr febrero febbraio fevereiro fev februari lutego lut февраля фев şubat şub únor února helmikuu helmi',
  'mar march märz mär mrz mars marzo março maart mrt marca марта мар mart březen března maaliskuu maalis',
  'apr april avril avr abril abr aprile kwietnia kwi апреля апр nisan nis duben dubna huhtikuu huhti',
  'may mai mayo maggio mag maio mei maj maja мая май mayıs květen května toukokuu touko',
  'jun june juni juin junio giugno giu junho czerwca cze июня июн haziran haz červen června kesäkuu kesä',
  'jul july juli juillet juil julio luglio lug julho lipca lip июля июл temmuz tem červenec července heinäkuu heinä',
  'aug august août agosto ago augustus augusti sierpnia sie августа авг ağustos ağu srpen srpna elokuu elo',
  'sep sept september septembre septiembre settembre set setembro września wrz сентября сен сент eylül eyl září syyskuu syys',
  'oct october okt oktober octobre octubre ottobre ott outubro out października paź октября окт ekim eki říjen října lokakuu loka',
  'nov november novembre noviembre novembro listopada lis ноября ноя нояб kasım kas listopad listopadu marraskuu marras',
  'dec december dez dezember décembre déc diciembre dic dicembre dezembro ' +
  'grudnia gru декабря дек aralık ara prosinec prosince joulukuu joulu',
];

const MONTHS: ReadonlyMap<string, number> = new Map(NAMES.flatMap((names, i) => names.split(' ').map((name) => [name, i + 1] as const)));

/** The month of a name, from 1; undefined if it is none. */
export const monthOf = (name: string): number | undefined => MONTHS.get(name.toLowerCase().replace(/\.$/, ''));
