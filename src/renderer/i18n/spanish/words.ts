import type { words as english } from '../english/words.ts';
import type { Translation } from '../translation.ts';

export const words: Translation<typeof english> = {
  specialty: {
    text_generation: 'Texto',
    code: 'Código',
    audio: 'Audio',
    vision: 'Visión',
    embedding: 'Vectores',
    analysis: 'Análisis',
    translation: 'Traducción',
    summarization: 'Resúmenes',
  },
  residency: {
    cold: 'En disco',
    loading: 'Cargando',
    resident: 'En memoria',
    draining: 'Saliendo',
  },
  step: { next: 'siguiente candidato', light_llm: 'LLM ligero', none: 'nadie' },
  state: {
    queued: 'En espera',
    running: 'En curso',
    succeeded: 'Respondida',
    failed: 'Fallida',
    cancelled: 'Cancelada',
    evicted: 'Cedió su lugar',
    expired: 'Fuera de plazo',
  },
  priority: { CRITICAL: 'Crítica', HIGH: 'Alta', MEDIUM: 'Media', LOW: 'Baja' },
  labels: {
    'Light LLM': 'LLM ligero',
    'light model': 'modelo ligero',
  },
};
