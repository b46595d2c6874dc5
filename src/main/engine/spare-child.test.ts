import { describe, expect, test } from 'vitest';
import { tinyCycle } from '../../../scripts/gguf/presets.ts';
import { bytes, milliseconds, seconds } from '../../shared/domain/units.ts';
import { SpareChild } from './spare-child.ts';
import { ManualTimer } from './testing/manual-timer.ts';
import { chat, errorOf, isAlive, RealEngine } from './testing/real-engine.ts';
import { ScriptedAdapter } from './testing/scripted-adapter.ts';

const OPTIONS = { name: 'model', env: {} };

function spareOf(adapter = new ScriptedAdapter(), timer = new ManualTimer()) {
  const spare = new SpareChild(adapter, timer, milliseconds(1000));
  return { adapter, timer, spare };
}

/** Lets what was promised be told. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a spare process', () => {
  test('is handed over with what it said before, in order', async () => {
    const { adapter, spare } = spareOf();
    spare.prepare('host.js', OPTIONS);
    adapter.last.says({ type: 'ready', scratch: null });
    const child = spare.fork('host.js', OPTIONS);
    expect(adapter.children).toHaveLength(1);
    const heard: unknown[] = [];
    child.onMessage((message) => heard.push(message));
    expect(heard).toEqual([]);
    await settle();
    adapter.last.says({ type: 'pong', n: 1 });
    expect(heard).toEqual([
      { type: 'ready', scratch: null },
      { type: 'pong', n: 1 },
    ]);
    child.send({ type: 'ping', n: 2 });
    expect(adapter.last.received).toEqual(['ping']);
  });

  test('is started once, and used once', () => {
    const { adapter, spare } = spareOf();
    spare.prepare('host.js', OPTIONS);
    spare.prepare('host.js', OPTIONS);
    expect(adapter.children).toHaveLength(1);
    spare.fork('host.js', OPTIONS);
    spare.fork('host.js', OPTIONS);
    expect(adapter.children).toHaveLength(2);
  });

  test('is kept for another when it does not see what is to be read', () => {
    const { adapter, spare } = spareOf();
    spare.prepare('host.js', { ...OPTIONS, reads: ['/a.gguf'] });
    spare.fork('host.js', { ...OPTIONS, reads: ['/b.gguf'] });
    expect(adapter.children).toHaveLength(2);
    spare.fork('host.js', { ...OPTIONS, reads: ['/a.gguf'] });
    expect(adapter.children).toHaveLength(2);
  });

  test('makes way for one that sees what is likely to be read', () => {
    const { adapter, spare } = spareOf();
    spare.prepare('host.js', { ...OPTIONS, reads: ['/a.gguf'] });
    const first = adapter.last;
    spare.prepare('host.js', { ...OPTIONS, reads: ['/b.gguf'] });
    expect(first.killed).toBe(true);
    spare.fork('host.js', { ...OPTIONS, reads: ['/b.gguf'] });
    expect(adapter.children).toHaveLength(2);
  });

  test('ends when nobody needs it, but not once it is in use', () => {
    const { adapter, spare, timer } = spareOf();
    spare.prepare('host.js', OPTIONS);
    timer.advance(milliseconds(600));
    spare.prepare('host.js', OPTIONS);
    timer.advance(milliseconds(600));
    expect(adapter.last.killed).toBe(false);
    timer.advance(milliseconds(600));
    expect(adapter.last.killed).toBe(true);
    spare.prepare('host.js', OPTIONS);
    spare.fork('host.js', OPTIONS);
    timer.advance(milliseconds(5000));
    expect(adapter.last.killed).toBe(false);
  });

  test('that died is not handed over', async () => {
    const { adapter, spare } = spareOf();
    spare.prepare('host.js', OPTIONS);
    adapter.last.exit({ code: 1, signal: null });
    await settle();
    spare.fork('host.js', OPTIONS);
    expect(adapter.children).toHaveLength(2);
  });

  test('that dies just as it is handed over tells its new owner', async () => {
    const { adapter, spare } = spareOf();
    spare.prepare('host.js', OPTIONS);
    adapter.last.exit({ code: 1, signal: null });
    const child = spare.fork('host.js', OPTIONS);
    const exits: unknown[] = [];
    child.onExit((exit) => exits.push(exit));
    await settle();
    expect(exits).toEqual([{ code: 1, signal: null }]);
  });
});

describe('the engine', () => {
  test('loads into the spare, prepares the next one when it has time, and ends it at its close', async () => {
    const timer = new ManualTimer();
    const engine = new RealEngine({ spareIdle: seconds(600), timer });
    const { pool } = engine;
    pool.prepare();
    const prepared = pool.sparePid;
    const first = await engine.load('first', tinyCycle('uno dos tres', { loop: true }));
    expect(first.pid).toBe(prepared);
    const answering = new AbortController();
    const failed = errorOf(
      first.answer(chat('hola', { max_tokens: 100_000 }), { signal: answering.signal }),
    );
    timer.advance(seconds(5));
    expect(pool.sparePid, 'an answer is being written').toBeNull();
    answering.abort();
    await failed;
    timer.advance(seconds(1));
    const next = pool.sparePid ?? 0;
    expect(next).not.toBe(prepared);
    expect(isAlive(next)).toBe(true);
    await engine[Symbol.asyncDispose]();
    await expect.poll(() => isAlive(next)).toBe(false);
  });

  test('keeps none where memory is short, or where none was asked for', async () => {
    await using poor = new RealEngine({
      spareIdle: seconds(600),
      availableMemory: () => bytes(900_000_000),
    });
    poor.pool.prepare();
    expect(poor.pool.sparePid).toBeNull();
    await using plain = new RealEngine();
    plain.pool.prepare();
    expect(plain.pool.sparePid).toBeNull();
  });
});
