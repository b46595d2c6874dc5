import { describe, expect, test } from 'vitest';
import { type Access, SCOPES, type Scope } from '../../../shared/contract/access.ts';
import {
  ANONYMOUS,
  CONSOLE,
  DESKTOP,
  mayCall,
  requireAccess,
  STRANGER,
  tokenCaller,
} from './caller.ts';

const token = (...scopes: readonly Scope[]) =>
  tokenCaller({ module_id: 'hija-17', module_type: 'HIJA', scopes });

const EVERYTHING: readonly Access[] = ['public', ...SCOPES];
const CALLERS = [
  ['anonymous on this machine', ANONYMOUS, ['public', 'query']],
  ['a stranger from elsewhere', STRANGER, ['public']],
  ['the console', CONSOLE, EVERYTHING],
  ['the desktop window', DESKTOP, EVERYTHING],
  ['a token without scopes', token(), ['public']],
  ['a token for queries', token('query'), ['public', 'query']],
  ['a token for reading', token('read'), ['public', 'read']],
  ['a token for command-line tools', token('clis'), ['public', 'clis']],
  ['a token for queries and reading', token('query', 'read'), ['public', 'query', 'read']],
  ['a token for administrators', token('admin'), EVERYTHING],
] as const;

describe.for(CALLERS)('%s', ([, caller, allowed]) => {
  test.for(EVERYTHING)('at an operation for %s', (access) => {
    const may = allowed.some((level) => level === access);
    expect(mayCall(caller, access)).toBe(may);
    if (may) {
      requireAccess(caller, access);
      return;
    }
    expect(() => requireAccess(caller, access)).toThrow(
      expect.objectContaining({
        code: caller.kind === 'anonymous' ? 'UNAUTHORIZED' : 'FORBIDDEN',
        data: { scope: access },
        message: expect.stringContaining(`vx11 token create --scope ${access}`),
      }),
    );
  });
});

test('an anonymous caller gets MEDIUM at most and has no identity of its own', () => {
  for (const caller of [ANONYMOUS, STRANGER]) {
    expect(caller).toMatchObject({ highest_priority: 2, module_id: null, module_type: null });
  }
});

test('a token’s caller is the module it names, and owns its queries apart from others', () => {
  expect(token('query')).toMatchObject({
    kind: 'token',
    owner: 'token:hija-17',
    module_id: 'hija-17',
    module_type: 'HIJA',
    highest_priority: 0,
  });
});

test('a token cannot be named so that it owns the queries of others', () => {
  const owners = ['operator', 'anonymous'].map(
    (module_id) => tokenCaller({ module_id, module_type: 'UNKNOWN', scopes: [] }).owner,
  );
  expect(owners).not.toContain(CONSOLE.owner);
  expect(owners).not.toContain(ANONYMOUS.owner);
});

test('console and desktop are the same operator', () => {
  expect(CONSOLE.owner).toBe(DESKTOP.owner);
});
