import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { english, type Texts } from './english.ts';
import { createFormat, type Format } from './format.ts';
import { spanish } from './spanish.ts';

export const LANGUAGES = { es: 'Español', en: 'English' } as const;
export type Language = keyof typeof LANGUAGES;

const TEXTS: Readonly<Record<Language, Texts>> = { en: english, es: spanish };
const REMEMBERED = 'vx11.language';

const isLanguage = (value: string | null): value is Language =>
  value !== null && Object.hasOwn(LANGUAGES, value);

/** What was chosen here before, else what the browser or system speaks, else English. */
function initialLanguage(): Language {
  const remembered = localStorage.getItem(REMEMBERED);
  if (isLanguage(remembered)) return remembered;
  return navigator.language.toLowerCase().startsWith('es') ? 'es' : 'en';
}

/** The browser's own variant of the language, if it is that language: es-MX writes 1,234.5. */
function localeOf(language: Language): string {
  return navigator.languages.find((locale) => locale.startsWith(language)) ?? language;
}

interface Speech {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  readonly texts: Texts;
  readonly format: Format;
}
const SpeechContext = createContext<Speech | null>(null);

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(initialLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speech = useMemo(
    (): Speech => ({
      language,
      setLanguage(chosen) {
        localStorage.setItem(REMEMBERED, chosen);
        setLanguage(chosen);
      },
      texts: TEXTS[language],
      format: createFormat(localeOf(language)),
    }),
    [language],
  );
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

export function useLanguage(): Speech {
  const speech = use(SpeechContext);
  if (speech === null) throw new Error('useLanguage needs a LanguageProvider above it');
  return speech;
}
