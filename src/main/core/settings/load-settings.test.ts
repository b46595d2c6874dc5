import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.test-support.ts';
import { loadSettings, removeTokens } from './load-settings.ts';
import type { Settings } from './schema.ts';

const ROTATION = {
  min_usage_for_warmup: 3,
  cooldown_period: 300,
  max_active_models: 2,
  predict: true,
  idle_unload: 3600,
  collation_period: 10,
};
const WEIGHTS = {
  specialty: 0.4,
  performance: 0.3,
  efficiency: 0.2,
  availability: 0.1,
  switching: 0.2,
};
const HUGGING_FACE = { search_limit: 20, endpoint: 'https://huggingface.co' };
const OPEN_ROUTER = { search_limit: 20, endpoint: 'https://openrouter.ai/api/v1' };
const folder = temporaryFolder();
let path = '';
beforeEach(() => {
  path = join(mkdtempSync(join(folder, 'home-')), 'config.json');
});

const write = (config: unknown): void => writeFileSync(path, JSON.stringify(config));
const load = (config: unknown, environment: Record<string, string> = {}): Settings => {
  write(config);
  return loadSettings(path, environment).settings;
};
const refused = (...parts: readonly string[]): unknown =>
  expect.objectContaining({
    name: 'AppError',
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(new RegExp(parts.join('[^]*'))),
  });

describe('without a file', () => {
  test('every setting has its default, and nothing is written', () => {
    const loaded = loadSettings(path, {});
    expect(loaded).toMatchObject({ tokens: [], unknown_keys: [] });
    expect(loaded.settings).toEqual({
      host: '127.0.0.1',
      port: 8080,
      allowed_hosts: [],
      allowed_origins: [],
      body_limit: 4_194_304,
      queue_max_size: 10_000,
      max_buffer_size: 1000,
      shutdown_grace: 10,
      store_content: 'on',
      retention_days: 30,
      model_size_limit: 2_147_483_648,
      context_tokens: 4096,
      parallel_answers: 4,
      threads: 0,
      isolation: 'auto',
      light_llm_timeout: 300,
      rotation_policy: ROTATION,
      choice_weights: WEIGHTS,
      shub_mode: { audio_models: [], sample_rate: 44_100, bit_depth: 24 },
      max_models: 30,
      search_interval: 3600,
      cleanup_threshold_days: 30,
      parallel_downloads: 2,
      huggingface: HUGGING_FACE,
      openrouter: OPEN_ROUTER,
    });
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  test('an empty object means the same', () => {
    expect(load({})).toEqual(loadSettings(join(folder, 'none.json'), {}).settings);
  });
});

/** What a config.json of the older services may hold → what it means here. */
const OLDER: readonly (readonly [Record<string, unknown>, Partial<Settings>])[] = [
  [{ max_buffer_size: 500 }, { max_buffer_size: 500 }],
  [{ light_llm_timeout: 60 }, { light_llm_timeout: 60 }],
  [{ max_models: 12 }, { max_models: 12 }],
  [{ model_size_limit: '2GB' }, { model_size_limit: 2_000_000_000 }],
  [{ model_size_limit: 1_000_000 }, { model_size_limit: 1_000_000 }],
  [{ search_interval: 7200 }, { search_interval: 7200 }],
  [{ cleanup_threshold_days: 7 }, { cleanup_threshold_days: 7 }],
  [{ huggingface: { search_limit: 5 } }, { huggingface: { ...HUGGING_FACE, search_limit: 5 } }],
  [{ openrouter: { search_limit: 6 } }, { openrouter: { ...OPEN_ROUTER, search_limit: 6 } }],
  [
    { rotation_policy: { max_active_models: 3 } },
    { rotation_policy: { ...ROTATION, max_active_models: 3 } },
  ],
  [
    { rotation_policy: { min_usage_for_warmup: 5, cooldown_period: 60 } },
    { rotation_policy: { ...ROTATION, min_usage_for_warmup: 5, cooldown_period: 60 } },
  ],
  [
    { rotation_policy: { predict: false, idle_unload: 0 } },
    { rotation_policy: { ...ROTATION, predict: false, idle_unload: 0 } },
  ],
  [
    { shub_mode: { audio_models: ['mix'], sample_rate: 48_000, bit_depth: 16 } },
    { shub_mode: { audio_models: ['mix'], sample_rate: 48_000, bit_depth: 16 } },
  ],
  [{ core_url: 'http://tentaculo:9000' }, { core_url: 'http://tentaculo:9000' }],
  [{ port: '9090' }, { port: 9090 }],
];
test.for(OLDER)('the older form %j is understood', ([config, meaning]) => {
  expect(load(config)).toMatchObject(meaning);
});

describe('the environment', () => {
  test.for([
    ['VX11_HOST', '0.0.0.0', { host: '0.0.0.0' }],
    ['VX11_PORT', '0', { port: 0 }],
    ['VX11_THREADS', ' 4 ', { threads: 4 }],
    ['VX11_ISOLATION', 'process', { isolation: 'process' }],
    ['VX11_CORE_URL', 'http://here:1', { core_url: 'http://here:1' }],
    ['MAX_BUFFER_SIZE', '10', { max_buffer_size: 10 }],
    ['VX11_STORE_CONTENT', 'off', { store_content: 'off' }],
    ['VX11_RETENTION_DAYS', '7', { retention_days: 7 }],
    ['LIGHT_LLM_TIMEOUT', '20', { light_llm_timeout: 20 }],
    ['MAX_MODELS', '3', { max_models: 3 }],
    ['MODEL_SIZE_LIMIT', '1.5 GiB', { model_size_limit: 1_610_612_736 }],
  ] as const)('%s=%s wins over the file', ([variable, value, expected]) => {
    const config = {
      host: 'file.example',
      port: 1,
      threads: 1,
      isolation: 'bubblewrap',
      core_url: 'http://file',
      max_buffer_size: 1,
      light_llm_timeout: 1,
      max_models: 1,
      model_size_limit: 1,
    };
    expect(load(config, { [variable]: value })).toMatchObject({ ...config, ...expected });
  });

  test.for([
    ['HF_ENDPOINT', 'huggingface', 'http://127.0.0.1:9'],
    ['OPENROUTER_ENDPOINT', 'openrouter', 'http://127.0.0.1:9/api/v1'],
  ] as const)('%s sets the endpoint in the section %s', ([variable, section, endpoint]) => {
    const config = { [section]: { search_limit: 7, endpoint: 'https://mirror.example' } };
    const expected = { [section]: { search_limit: 7, endpoint } };
    expect(load(config, { [variable]: endpoint })).toMatchObject(expected);
    expect(load({}, { [variable]: endpoint })).toMatchObject({ [section]: { endpoint } });
  });

  test('an empty variable counts as not set', () => {
    expect(load({ port: 1234 }, { VX11_PORT: '', MAX_MODELS: '  ' })).toMatchObject({
      port: 1234,
      max_models: 30,
    });
  });

  test('a bad variable is refused, naming the setting', () => {
    expect(() => load({}, { VX11_PORT: 'http' })).toThrow(refused('environment', 'port'));
  });
});

const BAD: readonly (readonly [string, unknown])[] = [
  ['host', ''],
  ['port', 70_000],
  ['port', 'eighty'],
  ['port', 80.5],
  ['body_limit', 'lots'],
  ['body_limit', 0],
  ['model_size_limit', -5],
  ['queue_max_size', 0],
  ['queue_max_bytes', 0],
  ['model_memory_limit', 0],
  ['max_buffer_size', 0],
  ['max_models', 0],
  ['light_llm_timeout', 0],
  ['parallel_answers', 65],
  ['context_tokens', 1],
  ['isolation', 'docker'],
  ['allowed_hosts', 'example.com'],
  ['core_url', 'not a url'],
  ['rotation_policy', 'fast'],
  ['rotation_policy.max_active_models', 0],
  ['choice_weights.specialty', -0.1],
  ['choice_weights.switching', 2],
  ['shub_mode.sample_rate', 1],
  ['huggingface.search_limit', 'all'],
  ['huggingface.endpoint', 'file:///etc/passwd'],
  ['parallel_downloads', 0],
];
test.for(BAD)('a bad value of %s (%j) names the key', ([key, value]) => {
  const config = key
    .split('.')
    .toReversed()
    .reduce<unknown>((inner, part) => ({ [part]: inner }), value);
  expect(() => load(config)).toThrow(refused(`at ${key.replaceAll('.', '\\.')}`));
});

/** Numbers are read from text, as the environment gives them; what is no number must not pass as 0 or 1. */
test.for([
  ['port', null],
  ['port', ''],
  ['port', '  '],
  ['port', false],
  ['port', []],
  ['shutdown_grace', null],
  ['threads', true],
] as const)('%s: %j is not a number', ([key, value]) => {
  expect(() => load({ [key]: value })).toThrow(refused(`at ${key}`));
});

test('every bad value is named at once', () => {
  expect(() => load({ port: -1, max_models: 'many' })).toThrow(refused('port', 'max_models'));
});

describe('a file that is no configuration', () => {
  test.for([
    ['is cut short', '{ "port": 80', 'not valid JSON'],
    ['is empty', '', 'not valid JSON'],
    ['is a list', '[]', 'one JSON object'],
    ['is null', 'null', 'one JSON object'],
  ] as const)('because it %s is refused by its path and left as it is', ([, text, message]) => {
    writeFileSync(path, text);
    expect(() => loadSettings(path, {})).toThrow(refused(path, message));
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('because of its byte order mark, as Windows editors write it, is read all the same', () => {
    writeFileSync(path, '\uFEFF{"port": 1234}');
    expect(loadSettings(path, {}).settings.port).toBe(1234);
  });
});

test('unknown keys are told and harm nothing', () => {
  write({ port: 1234, theme: 'dark', __proto_: 1 });
  const loaded = loadSettings(path, {});
  expect(loaded.unknown_keys).toEqual(['theme', '__proto_']);
  expect(loaded.settings.port).toBe(1234);
});

describe('tokens in the clear', () => {
  const config = {
    theme: { colours: ['red', 'ñ'] },
    huggingface: { token: 'hf_abc', search_limit: 5, extra: null },
    openrouter: { token: 'sk-or' },
    port: '9090',
  };

  test('are found, and are not among the settings', () => {
    write(config);
    const { settings, tokens } = loadSettings(path, {});
    expect(tokens).toEqual([
      { provider: 'huggingface', token: 'hf_abc' },
      { provider: 'openrouter', token: 'sk-or' },
    ]);
    expect(JSON.stringify(settings)).not.toMatch(/hf_abc|sk-or/);
  });

  test('are removed, and all else stays as it was, in its order', () => {
    write(config);
    removeTokens(path);
    expect(readFileSync(path, 'utf8')).toBe(
      `${JSON.stringify(
        {
          theme: { colours: ['red', 'ñ'] },
          huggingface: { search_limit: 5, extra: null },
          openrouter: {},
          port: '9090',
        },
        null,
        2,
      )}\n`,
    );
    expect(loadSettings(path, {}).tokens).toEqual([]);
    expect(readdirSync(join(path, '..'))).toEqual(['config.json']);
  });

  test.runIf(process.platform !== 'win32')('leave a file that others cannot read', () => {
    write(config);
    chmodSync(path, 0o644);
    removeTokens(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('that are empty or no text are none', () => {
    write({ huggingface: { token: '' }, openrouter: { token: 5 } });
    expect(loadSettings(path, {}).tokens).toEqual([]);
  });

  test('are not shown when another value is refused', () => {
    write({ ...config, port: -1 });
    expect(() => loadSettings(path, {})).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hf_abc') }),
    );
  });
});
