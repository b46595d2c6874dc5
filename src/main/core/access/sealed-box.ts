import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Keyring } from './keyring.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Sealed {
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
}

/**
 * Secrets at rest: AES-256-GCM, a fresh nonce each time, the provider's name as additional data so
 * that one provider's token cannot be passed off as another's.
 */
export class SealedBox {
  readonly #keyring: Keyring;

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  seal(provider: string, secret: string): Sealed {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#keyring.sealing[0].secret, nonce);
    cipher.setAAD(Buffer.from(provider));
    const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return { nonce, ciphertext: Buffer.concat([body, cipher.getAuthTag()]) };
  }

  /** @throws AppError CONFIG_INVALID when no key of this home opens it */
  open(provider: string, sealed: Sealed): string {
    for (const key of this.#keyring.sealing) {
      try {
        return openWith(key.secret, provider, sealed);
      } catch {
        // Sealed with another key of the ring, or damaged: the next one tells.
      }
    }
    throw new AppError('CONFIG_INVALID', {
      message: `The stored token of ${provider} cannot be decrypted with this home's keys. Enter it again.`,
      data: { provider },
    });
  }
}

function openWith(secret: Uint8Array, provider: string, sealed: Sealed): string {
  const decipher = createDecipheriv('aes-256-gcm', secret, sealed.nonce, {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(provider));
  decipher.setAuthTag(sealed.ciphertext.subarray(-TAG_BYTES));
  const body = sealed.ciphertext.subarray(0, -TAG_BYTES);
  return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
}
