import type { Database, Statement } from 'better-sqlite3';

/** An encrypted secret; the key is not in the database. */
export interface SealedSecret {
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
}

/** Encrypted tokens of other people's services, one per provider. */
export class SecretStore {
  readonly #get: Statement<[string], SealedSecret>;
  readonly #put: Statement<[string, Buffer, Buffer, number]>;

  constructor(database: Database) {
    this.#get = database.prepare('SELECT nonce, ciphertext FROM secrets WHERE provider = ?');
    this.#put = database.prepare(`
      INSERT INTO secrets (provider, nonce, ciphertext, created_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (provider) DO UPDATE SET nonce = excluded.nonce,
        ciphertext = excluded.ciphertext, created_at = excluded.created_at`);
  }

  get(provider: string): SealedSecret | undefined {
    return this.#get.get(provider);
  }

  put(provider: string, secret: SealedSecret): void {
    this.#put.run(provider, secret.nonce, secret.ciphertext, Date.now());
  }
}
