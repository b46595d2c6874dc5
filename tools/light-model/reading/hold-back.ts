import { type Intent, LANGUAGES } from './corpus.ts';

/** Fewer ways of asking than this are needed all. */
const LEAST = 8;

interface Divided {
  readonly learnt: readonly Intent[];
  readonly heldBack: readonly Intent[];
}

/**
 * Takes every eighth way of asking away whole: how well those are understood says how well people
 * will be, and what is tried out on them leaves the held-out questions a test.
 */
export function holdBack(intents: readonly Intent[]): Divided {
  return {
    learnt: intents.map((intent) => withTemplates(intent, (index) => index % LEAST !== LEAST - 1)),
    heldBack: intents.map((intent) =>
      withTemplates(intent, (index) => index % LEAST === LEAST - 1),
    ),
  };
}

function withTemplates(intent: Intent, keeps: (index: number) => boolean): Intent {
  const [es, en] = LANGUAGES.map((language) =>
    intent.ask[language].filter((_, index) => keeps(index)),
  );
  return { ...intent, ask: { es: es ?? [], en: en ?? [] } };
}
