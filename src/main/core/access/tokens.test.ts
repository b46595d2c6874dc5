import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.test-support.ts';
import { ConsoleSessions, createTicket } from './console-ticket.ts';
import { openKeyring } from './keyring.ts';
import { createToken, isTokenShaped, type TokenClaims, verifyToken } from './tokens.ts';

const folder = temporaryFolder();
const keyring = openKeyring(join(folder, 'keys.json'));
const stranger = openKeyring(join(folder, 'other-keys.json'));
const [key] = keyring.signing;

const CLAIMS: TokenClaims = {
  module_id: 'hija-17',
  module_type: 'HIJA',
  scopes: ['query', 'read'],
};
const PAYLOAD = {
  iss: 'vx11-control',
  aud: 'vx11-api',
  sub: 'hija-17',
  jti: 'one',
  exp: 4_102_444_800,
  module_type: 'HIJA',
  scopes: ['admin'],
};
const HEADER = { alg: 'HS256', typ: 'JWT', kid: key.kid };

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token put together by hand, with whatever is wrong with it. */
function handMade(changes: {
  header?: Record<string, unknown>;
  payload?: Record<string, unknown>;
  secret?: Uint8Array;
  digest?: string;
}): string {
  const signed = [
    encode({ ...HEADER, ...changes.header }),
    encode({ ...PAYLOAD, ...changes.payload }),
  ].join('.');
  const hmac = createHmac(changes.digest ?? 'sha256', changes.secret ?? key.secret);
  return `${signed}.${hmac.update(signed).digest('base64url')}`;
}

const refused = (message: string): unknown =>
  expect.objectContaining({
    name: 'AppError',
    code: 'UNAUTHORIZED',
    message: expect.stringMatching(new RegExp(`${message}.*vx11 token create`)),
  });

describe('a token', () => {
  test('gives back who it was made for and what it allows', async () => {
    expect(await verifyToken(keyring, await createToken(keyring, CLAIMS, 60))).toEqual(CLAIMS);
  });

  test('put together by hand with the right key is as good, so the ones below fail for their fault', async () => {
    expect(await verifyToken(keyring, handMade({}))).toMatchObject({ module_id: 'hija-17' });
  });

  test('of an older key of the ring is still good', async () => {
    const token = await createToken(keyring, CLAIMS, 60);
    const [next] = stranger.signing;
    const rotated = { ...keyring, signing: [next, key] as const };
    expect(await verifyToken(rotated, token)).toEqual(CLAIMS);
    expect(await verifyToken(stranger, await createToken(rotated, CLAIMS, 60))).toEqual(CLAIMS);
  });

  test('is another each time', async () => {
    const [first, second] = await Promise.all([
      createToken(keyring, CLAIMS, 60),
      createToken(keyring, CLAIMS, 60),
    ]);
    expect(first).not.toBe(second);
  });

  test('that has expired says so', async () => {
    const token = await createToken(keyring, CLAIMS, -1);
    await expect(verifyToken(keyring, token)).rejects.toEqual(refused('The token has expired'));
  });

  test('of another installation says so', async () => {
    const token = await createToken(stranger, CLAIMS, 60);
    await expect(verifyToken(keyring, token)).rejects.toEqual(
      refused('not made by this installation'),
    );
  });
});

const FORGED: readonly (readonly [string, string])[] = [
  [
    'is signed with another key under our key’s name',
    handMade({ secret: stranger.signing[0].secret }),
  ],
  ['is signed with an empty key', handMade({ secret: new Uint8Array() })],
  ['is signed with the key that seals secrets', handMade({ secret: keyring.sealing[0].secret })],
  ['chooses another algorithm', handMade({ header: { alg: 'HS512' }, digest: 'sha512' })],
  ['claims alg none and keeps a signature', handMade({ header: { alg: 'none' } })],
  [
    'claims alg none and has no signature',
    `${encode({ ...HEADER, alg: 'none' })}.${encode(PAYLOAD)}.`,
  ],
  ['is of an unknown key', handMade({ header: { kid: 'unknown' } })],
  ['names no key', handMade({ header: { kid: undefined } })],
  ['is for another audience', handMade({ payload: { aud: 'vx11-console-ticket' } })],
  ['has no audience', handMade({ payload: { aud: undefined } })],
  ['is of another issuer', handMade({ payload: { iss: 'someone' } })],
  ['never expires', handMade({ payload: { exp: undefined } })],
  ['has no id', handMade({ payload: { jti: undefined } })],
  ['is for nobody', handMade({ payload: { sub: '' } })],
  ['has a scope that does not exist', handMade({ payload: { scopes: ['everything'] } })],
  ['has its scopes as one text', handMade({ payload: { scopes: 'admin' } })],
  ['has an unknown module type', handMade({ payload: { module_type: 'KING' } })],
  ['is not valid yet', handMade({ payload: { nbf: 4_102_444_000 } })],
  ['has a header that is not JSON', `bm8.${encode(PAYLOAD)}.bm8`],
  ['is no token at all', 'no token'],
  ['is empty', ''],
];

describe('a token is refused when it', () => {
  test.for(FORGED)('%s', async ([, token]) => {
    await expect(verifyToken(keyring, token)).rejects.toEqual(refused('The token'));
  });

  test('has a payload that was changed after signing', async () => {
    const [header, , signature] = (await createToken(keyring, CLAIMS, 60)).split('.');
    const token = [header, encode({ ...PAYLOAD, scopes: ['admin'] }), signature].join('.');
    await expect(verifyToken(keyring, token)).rejects.toEqual(refused('not valid'));
  });

  test('is unsecured in the library’s own form', async () => {
    await expect(verifyToken(keyring, new UnsecuredJWT(PAYLOAD).encode())).rejects.toEqual(
      refused('The token'),
    );
  });

  test('is a console ticket or a console session', async () => {
    const ticket = await createTicket(keyring);
    await expect(verifyToken(keyring, ticket)).rejects.toEqual(refused('not valid'));
    const session = await new ConsoleSessions(keyring, new Map()).redeem(ticket);
    await expect(verifyToken(keyring, session)).rejects.toEqual(refused('not valid'));
  });
});

describe('console sessions', () => {
  test('a ticket gives a session, once', async () => {
    const sessions = new ConsoleSessions(keyring, new Map());
    const ticket = await createTicket(keyring);
    expect(await sessions.isSession(await sessions.redeem(ticket))).toBe(true);
    await expect(sessions.redeem(ticket)).rejects.toMatchObject({ code: 'TICKET_INVALID' });
  });

  test('of two that redeem the same ticket at once, one gets in', async () => {
    const sessions = new ConsoleSessions(keyring, new Map());
    const ticket = await createTicket(keyring);
    const results = await Promise.allSettled([sessions.redeem(ticket), sessions.redeem(ticket)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('a ticket that was used stays used after a restart', async () => {
    const memory = new Map<string, unknown>();
    const ticket = await createTicket(keyring);
    await new ConsoleSessions(keyring, memory).redeem(ticket);
    const restarted = new ConsoleSessions(keyring, memory);
    await expect(restarted.redeem(ticket)).rejects.toMatchObject({ code: 'TICKET_INVALID' });
    await restarted.redeem(await createTicket(keyring));
  });

  test('tickets that were used are forgotten when they are too old to be used', async () => {
    const memory = new Map<string, unknown>([['console.used_tickets', { old: 1, fresh: 4e9 }]]);
    await new ConsoleSessions(keyring, memory).redeem(await createTicket(keyring));
    const kept = Object.keys(Object(memory.get('console.used_tickets')));
    expect(kept).toHaveLength(2);
    expect(kept).toContain('fresh');
  });

  test('a session is good at another start with the same keys, and not with others', async () => {
    const session = await new ConsoleSessions(keyring, new Map()).redeem(
      await createTicket(keyring),
    );
    expect(await new ConsoleSessions(keyring, new Map()).isSession(session)).toBe(true);
    expect(await new ConsoleSessions(stranger, new Map()).isSession(session)).toBe(false);
  });

  const TICKET = { iss: undefined, aud: 'vx11-console-ticket' };
  const BAD: readonly (readonly [string, string])[] = [
    ['signed with another key', handMade({ payload: TICKET, secret: stranger.signing[0].secret })],
    ['with alg none', handMade({ payload: TICKET, header: { alg: 'none' } })],
    ['that has expired', handMade({ payload: { ...TICKET, exp: 1 } })],
    ['that never expires', handMade({ payload: { ...TICKET, exp: undefined } })],
    ['without an id', handMade({ payload: { ...TICKET, jti: undefined } })],
    ['that is an API token', handMade({})],
    ['of no form at all', 'abc'],
  ];
  test.for(BAD)('a ticket %s is refused', async ([, ticket]) => {
    const sessions = new ConsoleSessions(keyring, new Map());
    await expect(sessions.redeem(ticket)).rejects.toMatchObject({ code: 'TICKET_INVALID' });
    expect(await sessions.isSession(ticket)).toBe(false);
  });

  test('neither a ticket is a session nor a session a ticket', async () => {
    const sessions = new ConsoleSessions(keyring, new Map());
    const ticket = await createTicket(keyring);
    expect(await sessions.isSession(ticket)).toBe(false);
    const session = await sessions.redeem(ticket);
    await expect(sessions.redeem(session)).rejects.toMatchObject({ code: 'TICKET_INVALID' });
  });
});

const SHAPES: readonly (readonly [string, boolean])[] = [
  [handMade({}), true],
  ['a.b.', true],
  ['sk-proj-123456', false],
  ['sk-or-v1-abc.def', false],
  ['a.b.c.d', false],
  ['a..c', false],
  ['a.b=.c', false],
  ['', false],
];
test.for(SHAPES)('the text %s has the form of a token: %s', ([text, shaped]) => {
  expect(isTokenShaped(text)).toBe(shaped);
});
