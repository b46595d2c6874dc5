type Environment = Readonly<Record<string, string | undefined>>;

/** Environment variable → key of config.json. The environment wins. */
const VARIABLES = {
  VX11_HOST: 'host',
  VX11_PORT: 'port',
  VX11_THREADS: 'threads',
  VX11_ISOLATION: 'isolation',
  VX11_CORE_URL: 'core_url',
  VX11_STORE_CONTENT: 'store_content',
  VX11_RETENTION_DAYS: 'retention_days',
  MAX_BUFFER_SIZE: 'max_buffer_size',
  LIGHT_LLM_TIMEOUT: 'light_llm_timeout',
  MAX_MODELS: 'max_models',
  MODEL_SIZE_LIMIT: 'model_size_limit',
} as const;

/** Whose tokens config.json may hold in the clear, until they are moved into the encrypted store. */
export type TokenProvider = 'huggingface' | 'openrouter';

/** What the environment sets; an empty variable counts as not set. */
export function settingsOfEnvironment(environment: Environment): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [variable, key] of Object.entries(VARIABLES)) {
    const value = environment[variable]?.trim();
    if (value !== undefined && value !== '') found[key] = value;
  }
  return found;
}
