import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.test-support.ts';
import { openKeyring } from './keyring.ts';
import { SealedBox } from './sealed-box.ts';

const folder = temporaryFolder();
const keyring = openKeyring(join(folder, 'keys.json'));
const stranger = openKeyring(join(folder, 'other-keys.json'));
const box = new SealedBox(keyring);

const unreadable = (provider: string): unknown =>
  expect.objectContaining({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining(provider),
    data: { provider },
  });

describe('a sealed secret', () => {
  test('opens to what it was, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (secret, provider) => {
        expect(box.open(provider, box.seal(provider, secret))).toBe(secret);
      }),
    );
  });

  test('shows nothing of itself, and looks different each time', () => {
    const [first, second] = [
      box.seal('huggingface', 'hf_secret'),
      box.seal('huggingface', 'hf_secret'),
    ];
    expect(first.nonce).toHaveLength(12);
    expect(first.nonce.equals(second.nonce)).toBe(false);
    expect(first.ciphertext.equals(second.ciphertext)).toBe(false);
    expect(first.ciphertext.includes('hf_secret')).toBe(false);
  });

  test('does not open as another provider’s', () => {
    const sealed = box.seal('huggingface', 'hf_secret');
    expect(() => box.open('openrouter', sealed)).toThrow(unreadable('openrouter'));
  });

  test('does not open with any bit changed or any byte missing', () => {
    const { nonce, ciphertext } = box.seal('huggingface', 'hf_secret');
    const flipped = (bytes: Buffer, bit: number): Buffer => {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      return copy;
    };
    for (let bit = 0; bit < ciphertext.length * 8; bit += 1) {
      const changed = { nonce, ciphertext: flipped(ciphertext, bit) };
      expect(() => box.open('huggingface', changed)).toThrow(unreadable('huggingface'));
    }
    for (let bit = 0; bit < nonce.length * 8; bit += 1) {
      const changed = { nonce: flipped(nonce, bit), ciphertext };
      expect(() => box.open('huggingface', changed)).toThrow(unreadable('huggingface'));
    }
    for (let length = 0; length < ciphertext.length; length += 1) {
      const changed = { nonce, ciphertext: ciphertext.subarray(0, length) };
      expect(() => box.open('huggingface', changed)).toThrow(unreadable('huggingface'));
    }
  });

  test('does not open with another home’s keys', () => {
    const sealed = box.seal('huggingface', 'hf_secret');
    expect(() => new SealedBox(stranger).open('huggingface', sealed)).toThrow(
      unreadable('huggingface'),
    );
  });

  test('of an older key of the ring opens, and new ones are sealed with the newest', () => {
    const rotated = new SealedBox({
      ...keyring,
      sealing: [stranger.sealing[0], keyring.sealing[0]],
    });
    expect(rotated.open('huggingface', box.seal('huggingface', 'old'))).toBe('old');
    expect(new SealedBox(stranger).open('x', rotated.seal('x', 'new'))).toBe('new');
  });
});
