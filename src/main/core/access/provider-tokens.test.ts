import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.test-support.ts';
import { openKeyring } from './keyring.ts';
import { ProviderTokens } from './provider-tokens.ts';
import { SealedBox } from './sealed-box.ts';

const folder = temporaryFolder();
const box = new SealedBox(openKeyring(join(folder, 'keys.json')));
const stored = { get: () => box.seal('huggingface', 'hf_stored') };
const empty = { get: () => undefined };

test('a token comes out of the encrypted store', () => {
  const tokens = new ProviderTokens({ environment: {}, secrets: stored, box });
  expect(tokens.of('huggingface')).toBe('hf_stored');
});

test.for([
  ['huggingface', 'HF_TOKEN'],
  ['openrouter', 'OPENROUTER_TOKEN'],
] as const)('the one of %s in the environment (%s) wins', ([provider, variable]) => {
  const environment = { [variable]: ' from-environment ' };
  const tokens = new ProviderTokens({ environment, secrets: stored, box });
  expect(tokens.of(provider)).toBe('from-environment');
});

test('an empty variable is none', () => {
  const tokens = new ProviderTokens({ environment: { HF_TOKEN: ' ' }, secrets: empty, box });
  expect(tokens.of('huggingface')).toBeUndefined();
});

test('one that another home sealed cannot be read', () => {
  const other = new SealedBox(openKeyring(join(folder, 'other.json')));
  const tokens = new ProviderTokens({ environment: {}, secrets: stored, box: other });
  expect(() => tokens.of('huggingface')).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  );
});
