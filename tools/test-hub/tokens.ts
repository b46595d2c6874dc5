import type { Account } from './hugging-face/access.ts';
import type { RemoteKey } from './openrouter/keys.ts';

/** Shaped like the real ones, made here, worth nothing anywhere else. */
const hugging = (name: string): string => `hf_${`TestHub${name}`.padEnd(34, 'x')}`;
const remote = (name: string): string =>
  `sk-or-v1-${Buffer.from(name).toString('hex').padEnd(64, '0')}`;

/** Tokens the test hub knows, by what they are good for. */
export const TOKENS = {
  /** Hugging Face: somebody, let into nothing. */
  reader: hugging('Reader'),
  /** Hugging Face: let into the gated repositories, and owner of the private one. */
  granted: hugging('Granted'),
  /** OpenRouter: has credits. */
  paid: remote('paid'),
  /** OpenRouter: has spent all of them. */
  spent: remote('spent'),
  /** OpenRouter: never had any, free models only. */
  free: remote('free'),
  /** OpenRouter: switched off. */
  disabled: remote('disabled'),
} as const;

/** @param granted ids of gated and private repositories */
export function accountsFor(granted: readonly string[]): readonly Account[] {
  return [
    { name: 'reader', token: TOKENS.reader, granted: [] },
    { name: 'granted', token: TOKENS.granted, granted },
  ];
}

export const REMOTE_KEYS: readonly RemoteKey[] = [
  { token: TOKENS.paid, limit: 100, usage: 25.5 },
  { token: TOKENS.spent, limit: 10, usage: 10 },
  { token: TOKENS.free, limit: null, usage: 0, free: true },
  { token: TOKENS.disabled, limit: null, usage: 0, disabled: true },
];
