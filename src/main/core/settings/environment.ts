type Environment = Readonly<Record<string, string | undefined>>;

/** Environment variable → key of config.json, of a section with a dot. The environment wins. */
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
  HF_ENDPOINT: 'huggingface.endpoint',
  OPENROUTER_ENDPOINT: 'openrouter.endpoint',
} as const;

/** Whose tokens config.json may hold in the clear, until they are moved into the encrypted store. */
export type TokenProvider = 'huggingface' | 'openrouter';

/** Tokens stay in the environment: what is set anew at each start needs no place in the store. */
const TOKEN_VARIABLES: Readonly<Record<TokenProvider, string>> = {
  huggingface: 'HF_TOKEN',
  openrouter: 'OPENROUTER_TOKEN',
};

/** @returns undefined where the environment has none, or an empty one */
export function tokenOfEnvironment(
  provider: TokenProvider,
  environment: Environment,
): string | undefined {
  return environment[TOKEN_VARIABLES[provider]]?.trim() || undefined;
}

/** What the environment sets, by key; an empty variable counts as not set. */
export function settingsOfEnvironment(environment: Environment): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [variable, key] of Object.entries(VARIABLES)) {
    const value = environment[variable]?.trim();
    if (value !== undefined && value !== '') found[key] = value;
  }
  return found;
}
