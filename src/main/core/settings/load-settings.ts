import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { writeFileAtomically } from '../write-file-atomically.ts';
import { settingsOfEnvironment, type TokenProvider } from './environment.ts';
import { type Settings, settingsSchema } from './schema.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type JsonObject = Record<string, unknown>;

export interface FoundToken {
  readonly provider: TokenProvider;
  readonly token: string;
}

export interface LoadedSettings {
  readonly settings: Settings;
  /** Tokens that stood in config.json in the clear; store them, then call `removeTokens`. */
  readonly tokens: readonly FoundToken[];
  /** Keys of config.json that mean nothing here; they are left alone. */
  readonly unknown_keys: readonly string[];
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const PROVIDERS: readonly TokenProvider[] = ['huggingface', 'openrouter'];

function readConfig(path: string): JsonObject {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (caught) {
    if (caught instanceof Error && 'code' in caught && caught.code === 'ENOENT') return {};
    throw caught;
  }
  try {
    // Windows editors begin a file with a byte order mark, which JSON does not know.
    const config: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (isObject(config)) return config;
  } catch (caught) {
    throw new AppError('CONFIG_INVALID', {
      message: `${path} is not valid JSON. Correct it or move it away; it was left as it is.`,
      cause: caught,
    });
  }
  throw new AppError('CONFIG_INVALID', { message: `${path} must hold one JSON object.` });
}

function tokensOf(config: JsonObject): FoundToken[] {
  return PROVIDERS.flatMap((provider) => {
    const section = config[provider];
    const token = isObject(section) ? section['token'] : undefined;
    return typeof token === 'string' && token !== '' ? [{ provider, token }] : [];
  });
}

/** "huggingface.endpoint" goes into the section of that name, beside what is there. */
function withKey(config: JsonObject, [key, value]: readonly [string, string]): JsonObject {
  const [name = key, inner] = key.split('.');
  if (inner === undefined) return { ...config, [name]: value };
  const section = config[name];
  return { ...config, [name]: { ...(isObject(section) && section), [inner]: value } };
}

/**
 * Reads config.json and the environment; the environment wins.
 * @throws AppError CONFIG_INVALID naming the key, what it is and what it should be
 */
export function loadSettings(path: string, environment: Environment): LoadedSettings {
  const config = readConfig(path);
  const fromEnvironment = Object.entries(settingsOfEnvironment(environment));
  const parsed = settingsSchema.safeParse(fromEnvironment.reduce(withKey, config));
  if (!parsed.success) {
    throw new AppError('CONFIG_INVALID', {
      message: `The configuration (${path} and the environment) is not valid:\n${z.prettifyError(parsed.error)}`,
      cause: parsed.error,
    });
  }
  const known = Object.keys(settingsSchema.shape);
  return {
    settings: parsed.data,
    tokens: tokensOf(config),
    unknown_keys: Object.keys(config).filter((key) => !known.includes(key)),
  };
}

/** Rewrites config.json without the tokens; every other key stays as it was. */
export function removeTokens(path: string): void {
  const config = readConfig(path);
  for (const provider of PROVIDERS) {
    const section = config[provider];
    if (isObject(section)) delete section['token'];
  }
  writeFileAtomically(path, `${JSON.stringify(config, null, 2)}\n`);
}
