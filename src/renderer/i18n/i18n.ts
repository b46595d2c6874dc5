import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { english, type Texts } from './english.ts';
import { spanish } from './spanish.ts';

export const LANGUAGES = { es: 'Español', en: 'English' } as const;
export type Language = keyof typeof LANGUAGES;

const REMEMBERED = 'vx11.language';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'console';
    resources: { console: Texts };
  }
}

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

export const languageOf = (locale: string): Language => (locale.startsWith('es') ? 'es' : 'en');

export const i18n = createInstance();

function speak(language: Language): Promise<unknown> {
  document.documentElement.lang = language;
  return i18n.changeLanguage(localeOf(language));
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(REMEMBERED, language);
  await speak(language);
}

const first = initialLanguage();
document.documentElement.lang = first;
void i18n.use(initReactI18next).init({
  lng: localeOf(first),
  fallbackLng: 'en',
  defaultNS: 'console',
  resources: { en: { console: english }, es: { console: spanish } },
  // Everything is in the bundle, so the first paint already speaks.
  initAsync: false,
  react: { useSuspense: false },
  interpolation: { escapeValue: false }, // React escapes.
});
