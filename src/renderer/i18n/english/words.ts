export const words = {
  specialty: {
    text_generation: 'Text',
    code: 'Code',
    audio: 'Audio',
    vision: 'Vision',
    embedding: 'Embedding',
    analysis: 'Analysis',
    translation: 'Translation',
    summarization: 'Summaries',
  },
  residency: { cold: 'On disk', loading: 'Loading', resident: 'In memory', draining: 'Unloading' },
  /** Of the fallback order. */
  step: { next: 'next candidate', light_llm: 'Light LLM', none: 'nobody' },
  state: {
    queued: 'Waiting',
    running: 'Running',
    succeeded: 'Answered',
    failed: 'Failed',
    cancelled: 'Cancelled',
    evicted: 'Gave way',
    expired: 'Too late',
  },
  priority: { CRITICAL: 'Critical', HIGH: 'High', MEDIUM: 'Medium', LOW: 'Low' },
  /** Labels of models, as the server has them. */
  labels: {
    'Light LLM': 'Light LLM',
    'light model': 'light model',
  },
};
