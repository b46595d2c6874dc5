import type { SpecialtyDetail } from '../../shared/contract/system.ts';

/** The vocabulary of queries and models, with the words people use for each in both languages. */
export const SPECIALTY_SEED: readonly SpecialtyDetail[] = [
  {
    name: 'text_generation',
    description: {
      es: 'Escribir y conversar: respuestas, correos, textos creativos',
      en: 'Writing and conversation: answers, mail, creative text',
    },
    related: ['summarization', 'translation', 'analysis'],
    fields: {
      es: ['redacción', 'conversación', 'escritura creativa', 'correo', 'chat', 'preguntas'],
      en: ['writing', 'conversation', 'creative writing', 'mail', 'chat', 'questions'],
    },
  },
  {
    name: 'code',
    description: {
      es: 'Escribir, explicar, corregir y probar programas',
      en: 'Writing, explaining, fixing and testing programs',
    },
    related: ['analysis', 'text_generation'],
    fields: {
      es: ['programación', 'depuración', 'pruebas', 'SQL', 'scripts', 'refactorización'],
      en: ['programming', 'debugging', 'tests', 'SQL', 'scripts', 'refactoring'],
    },
  },
  {
    name: 'audio',
    description: {
      es: 'Ingeniería de audio: mezcla, masterización, diagnóstico',
      en: 'Audio engineering: mixing, mastering, diagnosis',
    },
    related: ['analysis', 'text_generation'],
    fields: {
      es: ['mezcla', 'masterización', 'ecualización', 'compresión', 'sonoridad', 'reverberación'],
      en: ['mixing', 'mastering', 'equalisation', 'compression', 'loudness', 'reverb'],
    },
  },
  {
    name: 'vision',
    description: {
      es: 'Entender imágenes: describir, leer, comparar',
      en: 'Understanding images: describe, read, compare',
    },
    related: ['analysis', 'text_generation'],
    fields: {
      es: ['imágenes', 'capturas', 'OCR', 'descripción visual', 'diagramas'],
      en: ['images', 'screenshots', 'OCR', 'visual description', 'diagrams'],
    },
  },
  {
    name: 'embedding',
    description: {
      es: 'Vectores para buscar y comparar textos',
      en: 'Vectors to search and compare texts',
    },
    related: ['analysis', 'summarization'],
    fields: {
      es: ['búsqueda semántica', 'similitud', 'agrupación', 'recuperación', 'RAG'],
      en: ['semantic search', 'similarity', 'clustering', 'retrieval', 'RAG'],
    },
  },
  {
    name: 'analysis',
    description: {
      es: 'Razonar sobre datos, textos y registros',
      en: 'Reasoning over data, texts and logs',
    },
    related: ['code', 'summarization', 'text_generation'],
    fields: {
      es: ['datos', 'clasificación', 'extracción', 'registros', 'sentimiento', 'comparación'],
      en: ['data', 'classification', 'extraction', 'logs', 'sentiment', 'comparison'],
    },
  },
  {
    name: 'translation',
    description: { es: 'Traducir entre lenguas', en: 'Translating between languages' },
    related: ['text_generation', 'summarization'],
    fields: {
      es: ['traducción', 'localización', 'español', 'inglés', 'glosarios'],
      en: ['translation', 'localisation', 'Spanish', 'English', 'glossaries'],
    },
  },
  {
    name: 'summarization',
    description: { es: 'Acortar sin perder lo importante', en: 'Shortening without loss' },
    related: ['text_generation', 'analysis', 'translation'],
    fields: {
      es: ['resúmenes', 'actas', 'síntesis', 'titulares', 'puntos clave'],
      en: ['summaries', 'minutes', 'synthesis', 'headlines', 'key points'],
    },
  },
];
