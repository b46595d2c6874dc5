import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, linkSync, readFileSync, rmSync, statSync } from 'node:fs';
import * as z from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { writeFileAtomically } from '../write-file-atomically.ts';

const KEY_BYTES = 32;

const keySchema = z.object({
  kid: z.string(),
  /** A shorter one would sign or seal weakly, an empty one not at all. */
  secret: z.base64url().refine((text) => Buffer.from(text, 'base64url').length === KEY_BYTES),
  created_at: z.string(),
});
const keyFileSchema = z.object({
  /** HS256 keys for tokens; the first signs, all verify. */
  signing: z.array(keySchema).min(1),
  /** AES-256 keys for secrets at rest; the first encrypts, all decrypt. */
  sealing: z.array(keySchema).min(1),
});

export interface Key {
  readonly kid: string;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

/** The home's own keys, newest first. */
export interface Keyring {
  readonly signing: readonly [Key, ...Key[]];
  readonly sealing: readonly [Key, ...Key[]];
}

function newKey(): z.infer<typeof keySchema> {
  return {
    kid: randomUUID(),
    secret: randomBytes(KEY_BYTES).toString('base64url'),
    created_at: new Date().toISOString(),
  };
}

const isCode = (caught: unknown, code: string): boolean =>
  caught instanceof Error && 'code' in caught && caught.code === code;

/** `link` refuses to replace, so when two processes start at once one file wins and both read it. */
function createKeyFile(path: string): void {
  const draft = `${path}.${randomUUID()}`;
  writeFileAtomically(draft, `${JSON.stringify({ signing: [newKey()], sealing: [newKey()] })}\n`);
  try {
    linkSync(draft, path);
  } catch (caught) {
    if (!isCode(caught, 'EEXIST')) throw caught;
  } finally {
    rmSync(draft, { force: true });
  }
}

function readKeyFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (caught) {
    if (!isCode(caught, 'ENOENT')) throw caught;
    createKeyFile(path);
    return readFileSync(path, 'utf8');
  }
}

function decode([first, ...rest]: readonly z.infer<typeof keySchema>[]): [Key, ...Key[]] {
  const key = (stored: z.infer<typeof keySchema>): Key => ({
    kid: stored.kid,
    secret: new Uint8Array(Buffer.from(stored.secret, 'base64url')),
  });
  if (first === undefined) throw new AppError('CONFIG_INVALID');
  return [key(first), ...rest.map(key)];
}

/**
 * Reads the key file, making it on first use (0600).
 * @throws AppError CONFIG_INVALID when the file is not one of ours
 */
export function openKeyring(path: string): Keyring {
  const text = readKeyFile(path);
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  try {
    const file = keyFileSchema.parse(JSON.parse(text));
    return { signing: decode(file.signing), sealing: decode(file.sealing) };
  } catch (caught) {
    throw new AppError('CONFIG_INVALID', {
      message: `The key file ${path} is damaged. Restore it from a backup, or move it away: then new keys are made and old tokens and stored secrets no longer work.`,
      cause: caught,
    });
  }
}
