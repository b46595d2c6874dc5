import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import { SCOPES, type Scope } from '../../../shared/contract/access.ts';
import { type ModuleType, moduleTypeSchema } from '../../../shared/domain/module.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Keyring } from './keyring.ts';

const ISSUER = 'vx11-control';
const AUDIENCE = 'vx11-api';

const claimsSchema = z.object({
  sub: z.string().min(1).max(128),
  module_type: moduleTypeSchema,
  scopes: z.array(z.enum(SCOPES)),
  jti: z.string(),
});

export interface TokenClaims {
  readonly module_id: string;
  readonly module_type: ModuleType;
  readonly scopes: readonly Scope[];
}

/** Three base64url parts: a JWT in form. Anything else in `Authorization` is an API key of others. */
export function isTokenShaped(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text);
}

/** @param lifetime in seconds */
export async function createToken(
  keyring: Keyring,
  claims: TokenClaims,
  lifetime: number,
): Promise<string> {
  const [key] = keyring.signing;
  return new SignJWT({ module_type: claims.module_type, scopes: [...claims.scopes] })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: key.kid })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(claims.module_id)
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${lifetime} seconds`)
    .sign(key.secret);
}

const refuse = (message: string, cause?: unknown): AppError =>
  new AppError('UNAUTHORIZED', {
    message: `${message} Make a new one with "vx11 token create --scope …".`,
    cause,
  });

/** The key a token names; only HS256, so that a token cannot choose a weaker check. */
export function signingKey(keyring: Keyring, token: string): Uint8Array {
  const { kid } = decodeProtectedHeader(token);
  const key = keyring.signing.find((candidate) => candidate.kid === kid);
  if (key === undefined) throw refuse('The token was not made by this installation.');
  return key.secret;
}

/** @throws AppError UNAUTHORIZED saying what is wrong with the token */
export async function verifyToken(keyring: Keyring, token: string): Promise<TokenClaims> {
  try {
    const { payload } = await jwtVerify(token, signingKey(keyring, token), {
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ['exp', 'sub', 'jti'],
    });
    const { sub, module_type, scopes } = claimsSchema.parse(payload);
    return { module_id: sub, module_type, scopes };
  } catch (caught) {
    if (caught instanceof AppError) throw caught;
    if (caught instanceof errors.JWTExpired) throw refuse('The token has expired.', caught);
    throw refuse('The token is not valid.', caught);
  }
}
