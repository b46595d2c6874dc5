/** Small words that no other of these languages has, without accents. */
const SMALL_WORDS = {
  es: 'el los las y con por es lo muy pero como esta hay del al su sus una para se mas este',
  en: 'the and of to is that for with was are this you it have be on at from as by not we',
  fr: 'le les des est et vous je pas dans pour nous du au qui avec ce il elle sont sur votre mes ai une',
  de: 'der die das und ist nicht ich sie ein eine mit den zu wir haben wird auf dem fur von auch sich im bitte',
  it: 'il gli che di sono per della nel piu questo non mi ci ho alla anche sul per favore grazie e buongiorno dal',
  pt: 'o os um uma nao com voce foi mais do da em ao para mas eu isso na no seu muito obrigado as',
  nl: 'het een van niet ik je dat op voor zijn wij bij naar ook maar aan wordt deze',
  ca: 'els amb es per i que no aquest aquesta molt som tenim hem mes dels pel',
  nordic: 'och ar att det som jag ikke og til er pa har vi med av inte den et en for ble na',
  pl: 'i w na z nie sie jest do ze to po za od jak dla przez',
} as const;

export type Tongue = keyof typeof SMALL_WORDS | 'script' | 'unknown';

const BY_WORD = new Map<string, Tongue[]>();
for (const tongue of ['es', 'en', 'fr', 'de', 'it', 'pt', 'nl', 'ca', 'nordic', 'pl'] as const) {
  for (const word of SMALL_WORDS[tongue].split(' ')) {
    BY_WORD.set(word, [...(BY_WORD.get(word) ?? []), tongue]);
  }
}

/** Words looked at. */
const ENOUGH = 60;
/** Fewer small words tell nothing. */
const FEWEST = 2;
const OTHER_SCRIPT = /[\p{L}--\p{Script=Latin}]/v;

/** The language of a text, by its small words; `script` when it is not written in Latin letters. */
export function tongueOf(words: readonly string[]): Tongue {
  const seen = words.slice(0, ENOUGH);
  if (seen.some((word) => OTHER_SCRIPT.test(word))) return 'script';
  const counts = new Map<Tongue, number>();
  for (const word of seen) {
    for (const tongue of BY_WORD.get(word) ?? []) {
      counts.set(tongue, (counts.get(tongue) ?? 0) + 1);
    }
  }
  const [best, second] = [...counts].toSorted(([, one], [, other]) => other - one);
  if (best === undefined || best[1] < FEWEST || best[1] === second?.[1]) return 'unknown';
  return best[0];
}
