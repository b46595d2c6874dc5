import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { crashAll, heard, runScript } from '../script-process.test-support.ts';
import { temporaryFolder } from '../temporary-folder.test-support.ts';
import { exitOf, messageOf, noSandbox, sandboxes, skipped } from './real-sandbox.test-support.ts';
import type { SandboxedChild } from './sandboxed-child.ts';

const folder = temporaryFolder();
const started: SandboxedChild[] = [];
afterEach(async () => {
  await Promise.all(
    started.splice(0).map((child) => {
      child.kill();
      return exitOf(child);
    }),
  );
});
afterAll(crashAll);

/** A home as the product has it, and a model that lies elsewhere. */
function newPlace() {
  const place = mkdtempSync(join(folder, 'place-'));
  const home = join(place, 'home');
  const models = join(home, 'models');
  const linked = join(place, 'linked.gguf');
  mkdirSync(models, { recursive: true });
  writeFileSync(join(home, 'keys.json'), 'secret');
  writeFileSync(join(models, 'model.gguf'), 'a model');
  writeFileSync(linked, 'a linked model');
  writeFileSync(join(place, 'beside.txt'), 'private');
  return { place, home, models, linked, adapter: sandboxes({ home, models, linked: () => [] }) };
}

type Place = ReturnType<typeof newPlace>;

/** Starts a module that answers each message with what `answer` makes of it. */
function start({ adapter, place }: Place, answer: string, reads: string[] = []): SandboxedChild {
  const path = join(place, `${started.length}.mjs`);
  writeFileSync(
    path,
    `import fs from 'node:fs'; import net from 'node:net';
    const attempt = (what) => { try { return what(); } catch ({ code }) { return code; } };
    process.on('message', async (message) => process.send(await (${answer})(message.it)));`,
  );
  const child = adapter.fork(path, { name: 'test', env: { ADDED: 'yes' }, reads });
  started.push(child);
  return child;
}

async function ask(child: SandboxedChild, message: unknown = 'now'): Promise<unknown> {
  const answer = messageOf(child);
  child.send({ it: message });
  return answer;
}

const READ = `(path) => attempt(() => fs.readFileSync(path, 'utf8'))`;

describe.skipIf(noSandbox)(`a process in a sandbox${skipped}`, () => {
  test('hears and answers with structured data', async () => {
    const message = { text: 'señor', big: 1n, map: new Map([[1, new Uint8Array([7])]]) };
    expect(await ask(start(newPlace(), '(message) => message'), message)).toEqual(message);
  });

  test('reaches no server of this machine', async () => {
    const server = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const connect = `(port) => new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve('connected'));
      socket.on('error', ({ code }) => resolve(code));
    })`;
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    expect(await ask(start(newPlace(), connect), port)).toBe('ECONNREFUSED');
    server.close();
  });

  test('sees of the home its models only, which it cannot change', async () => {
    const place = newPlace();
    const child = start(
      place,
      `({ home, models }) => [
        fs.readdirSync(home),
        attempt(() => fs.readFileSync(home + '/keys.json', 'utf8')),
        fs.readFileSync(models + '/model.gguf', 'utf8'),
        attempt(() => fs.writeFileSync(models + '/new.gguf', 'x')),
        attempt(() => fs.writeFileSync(models + '/model.gguf', 'x')),
      ]`,
    );
    const { home, models } = place;
    expect(await ask(child, { home, models })).toEqual([
      ['models'],
      'ENOENT',
      'a model',
      'EROFS',
      'EROFS',
    ]);
    expect(readdirSync(models)).toEqual(['model.gguf']);
  });

  test('sees no more of a home that lies in a folder of libraries', async () => {
    const place = newPlace();
    process.env['LD_LIBRARY_PATH'] = place.place;
    try {
      const child = start(
        place,
        `(path) => [fs.readdirSync(path), fs.readdirSync(path + '/home')]`,
      );
      expect(await ask(child, place.place)).toEqual([
        expect.arrayContaining(['beside.txt', 'home']),
        ['models'],
      ]);
    } finally {
      delete process.env['LD_LIBRARY_PATH'];
    }
  });

  test('sees no more of a home that a link leads to, into a folder of libraries', async () => {
    const place = newPlace();
    const link = join(mkdtempSync(join(folder, 'link-')), 'home');
    symlinkSync(place.home, link);
    process.env['LD_LIBRARY_PATH'] = `${place.place}/`;
    try {
      const models = join(link, 'models');
      const adapter = sandboxes({ home: link, models, linked: () => [] });
      const child = start(
        { ...place, adapter },
        `({ home, link }) => [fs.readdirSync(home), fs.readFileSync(link + '/models/model.gguf', 'utf8')]`,
      );
      expect(await ask(child, { home: place.home, link })).toEqual([[], 'a model']);
    } finally {
      delete process.env['LD_LIBRARY_PATH'];
    }
  });

  test('sees of other folders what it was started to read, and what was linked by then', async () => {
    const place = newPlace();
    const other = join(place.place, 'other.gguf');
    writeFileSync(other, 'another');
    const adapter = sandboxes({ ...place, linked: () => [other, '/nonexistent/gone.gguf'] });
    const child = start({ ...place, adapter }, READ, [place.linked]);
    expect(await ask(child, place.linked)).toBe('a linked model');
    expect(await ask(child, other)).toBe('another');
    expect(await ask(child, join(place.place, 'beside.txt'))).toBe('ENOENT');
  });

  test('sees no other process, no user folder and no more than the list of variables', async () => {
    const child = start(
      newPlace(),
      `() => ({
        processes: fs.readdirSync('/proc').filter((name) => Number(name) > 2),
        roots: fs.readdirSync('/'),
        env: process.env,
        privileges: fs.readFileSync('/proc/self/status', 'utf8').match(/CapEff:\\s*(\\w+)/)[1],
      })`,
    );
    const seen = await ask(child);
    expect(seen).toMatchObject({
      processes: [],
      roots: expect.not.arrayContaining(['home', 'root', 'var', 'boot']),
      env: { ADDED: 'yes', HOME: '/tmp' },
      privileges: '0000000000000000',
    });
    expect(seen).not.toHaveProperty('env.VITEST');
  });

  test('is known outside by the number of the real process', async () => {
    const child = start(newPlace(), '() => process.title');
    expect(child.pid).toBeNull();
    await ask(child);
    const command = readFileSync(`/proc/${child.pid}/cmdline`, 'utf8');
    expect(command.startsWith(`${process.execPath}\0`)).toBe(true);
    for (const wall of ['net', 'pid', 'mnt', 'ipc']) {
      expect(readlinkSync(`/proc/${child.pid}/ns/${wall}`)).not.toBe(
        readlinkSync(`/proc/self/ns/${wall}`),
      );
    }
  });
});

describe.skipIf(noSandbox)(`what a sandbox shows${skipped}`, () => {
  test('a file that comes into the folder of models later', async () => {
    const place = newPlace();
    const child = start(place, READ);
    await ask(child, '/');
    const later = join(place.models, 'later.gguf');
    writeFileSync(later, 'came later');
    expect(child.sees(later)).toBe(true);
    expect(await ask(child, later)).toBe('came later');
  });

  test('not the file that took the place of one elsewhere', async () => {
    const place = newPlace();
    const child = start(place, READ, [place.linked]);
    expect(child.sees(place.linked)).toBe(true);
    const draft = join(place.place, 'draft');
    writeFileSync(draft, 'the new one');
    renameSync(draft, place.linked);
    expect(child.sees(place.linked)).toBe(false);
    expect(start(place, READ, [place.linked]).sees(place.linked)).toBe(true);
  });

  test('what a link in the folder of models leads to, when it is asked for', async () => {
    const place = newPlace();
    const link = join(place.models, 'link.gguf');
    symlinkSync(place.linked, link);
    expect(start(place, READ).sees(link)).toBe(false);
    const child = start(place, READ, [link]);
    expect(child.sees(link)).toBe(true);
    expect(await ask(child, link)).toBe('a linked model');
  });

  test('the models of a home that is a link', async () => {
    const place = newPlace();
    const home = join(place.place, 'link');
    symlinkSync(place.home, home);
    const models = join(home, 'models');
    const child = start({ ...place, adapter: sandboxes({ home, models, linked: () => [] }) }, READ);
    expect(child.sees(join(models, 'model.gguf'))).toBe(true);
    expect(await ask(child, join(models, 'model.gguf'))).toBe('a model');
  });
});

describe.skipIf(noSandbox)(`the end of a sandbox${skipped}`, () => {
  test('comes with the kill of its handle, also when it stands still, and nothing is left', async () => {
    const child = start(newPlace(), '() => 1');
    await ask(child);
    const family = familyOf(child.pid ?? 0);
    expect(family).toHaveLength(3);
    process.kill(child.pid ?? 0, 'SIGSTOP');
    child.kill();
    expect(await exitOf(child)).toEqual({ code: null, signal: 'SIGKILL' });
    expect(family.filter(isListed)).toEqual([]);
  });

  test('comes with a kill in its first moments, whichever that is', async () => {
    const place = newPlace();
    for (let delay = 0; delay < 12; delay += 1) {
      const child = start(place, '() => 1');
      await new Promise((resolve) => setTimeout(resolve, delay));
      child.kill();
      expect(await exitOf(child)).toEqual({ code: null, signal: 'SIGKILL' });
    }
    expect(bubblewrapsAround(place.home)).toEqual([]);
  });

  test('is told as it was: a code, a signal, the last words', async () => {
    const place = newPlace();
    const leaves = start(place, `() => { process.stderr.write('the reason'); process.exit(3); }`);
    leaves.send({});
    expect(await exitOf(leaves)).toEqual({ code: 3, signal: null });
    expect(leaves.stderrTail()).toBe('the reason');
    const aborts = start(place, '() => process.abort()');
    aborts.send({});
    expect(await exitOf(aborts)).toEqual({ code: null, signal: 'SIGABRT' });
    const killed = start(place, '() => 1');
    await ask(killed);
    process.kill(killed.pid ?? 0, 'SIGKILL');
    expect(await exitOf(killed)).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test('comes with the end of the process that started it', async () => {
    const place = newPlace();
    const module = join(place.place, 'forever.mjs');
    writeFileSync(module, `process.send('here'); setInterval(() => {}, 1000);`);
    const parent = runScript(`
      import { BubblewrapAdapter } from '${join(import.meta.dirname, 'bubblewrap-adapter.ts')}';
      const { home, models } = ${JSON.stringify(place)};
      const adapter = new BubblewrapAdapter({ bubblewrap: 'bwrap', home, models, linked: () => [] });
      const child = adapter.fork('${module}', { name: 'test', env: {} });
      child.onMessage(() => console.log(child.pid));`);
    const family = familyOf(Number(await heard(parent)));
    expect(family).toHaveLength(3);
    parent.kill('SIGKILL');
    await expect.poll(() => family.filter(isRunning)).toEqual([]);
  });
});

/** The process and the two bubblewraps around it. */
function familyOf(pid: number): readonly number[] {
  const parent = Number(/^PPid:\s+(\d+)/m.exec(statusOf(pid))?.[1]);
  return /^Name:\s+bwrap$/m.test(statusOf(parent)) ? [pid, ...familyOf(parent)] : [pid];
}

/** Those that could not be collected count too, as long as somebody here should have done it. */
const isListed = (pid: number): boolean => statusOf(pid) !== '';
/** Who collects orphans is not ours to decide: ended is enough. */
const isRunning = (pid: number): boolean => /^State:\s+[^ZX]/m.test(statusOf(pid));

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

function bubblewrapsAround(home: string): readonly string[] {
  return readdirSync('/proc').filter((entry) => {
    try {
      return readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0').includes(home);
    } catch {
      return false;
    }
  });
}
