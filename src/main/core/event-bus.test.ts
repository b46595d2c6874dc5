import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { SystemEvent } from '../../shared/contract/events.ts';
import { EventBus } from './event-bus.ts';

const progress = (done_bytes: number): SystemEvent => ({
  type: 'import',
  import_id: 'i',
  name: 'a.gguf',
  source: 'copy',
  state: 'running',
  done_bytes,
  total_bytes: 5000,
  model_id: null,
  already_present: false,
  error: null,
});
const numberOf = (event: SystemEvent): number | string =>
  event.type === 'import' ? event.done_bytes : event.type;

/** Reads until the stream ends or has given so many. */
async function read(
  events: AsyncGenerator<SystemEvent, void, void>,
  count = Number.POSITIVE_INFINITY,
): Promise<(number | string)[]> {
  const got: (number | string)[] = [];
  while (got.length < count) {
    const { done, value } = await events.next();
    if (done === true || value === undefined) break;
    got.push(numberOf(value));
  }
  return got;
}

/** A subscription that is listening: its first event has passed through. */
async function listening(bus: EventBus, signal?: AbortSignal) {
  const events = bus.subscribe(signal);
  const first = events.next();
  bus.publish(progress(0));
  await first;
  return events;
}

describe('a reader', () => {
  test('gets every event from its start on, in order', async () => {
    const bus = new EventBus();
    bus.publish(progress(-1));
    const events = await listening(bus);
    for (let index = 1; index <= 500; index += 1) bus.publish(progress(index));
    expect(await read(events, 500)).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
  });

  test('that waits is woken by the next event', async () => {
    const bus = new EventBus();
    const events = await listening(bus);
    const next = read(events, 1);
    await turnOfTheLoop(); // Now it waits.
    bus.publish(progress(1));
    expect(await next).toEqual([1]);
  });

  test('gets what is published while it handles another', async () => {
    const bus = new EventBus();
    const events = await listening(bus);
    bus.publish(progress(1));
    const got: (number | string)[] = [];
    for await (const event of events) {
      got.push(numberOf(event));
      if (got.length < 5) bus.publish(progress(got.length + 1));
      else break;
    }
    expect(got).toEqual([1, 2, 3, 4, 5]);
  });

  test('that is slow is told how many it missed, and then gets the newest', async () => {
    const bus = new EventBus();
    const events = await listening(bus);
    for (let index = 1; index <= 1003; index += 1) bus.publish(progress(index));
    const { value: lagged } = await events.next();
    expect(lagged).toEqual({ type: 'lagged', missed: 3 });
    const rest = await read(events, 1000);
    expect([rest[0], rest.at(-1)]).toEqual([4, 1003]);
    bus.publish(progress(2000));
    expect(await read(events, 1)).toEqual([2000]);
  });

  test('of exactly as many as are kept misses none', async () => {
    const bus = new EventBus();
    const events = await listening(bus);
    for (let index = 1; index <= 1000; index += 1) bus.publish(progress(index));
    expect((await read(events, 1))[0]).toBe(1);
  });

  test('that is slow or leaves does not disturb another', async () => {
    const bus = new EventBus();
    const leaving = await listening(bus);
    const slow = await listening(bus);
    const good = await listening(bus);
    await leaving.return();
    for (let index = 1; index <= 1001; index += 1) {
      bus.publish(progress(index));
      expect(await read(good, 1)).toEqual([index]);
    }
    await slow.return();
  });
});

describe('a subscription ends', () => {
  test('when its signal aborts while it waits', async () => {
    const bus = new EventBus();
    const abort = new AbortController();
    const events = await listening(bus, abort.signal);
    const rest = read(events);
    await turnOfTheLoop(); // Now it waits.
    abort.abort();
    expect(await rest).toEqual([]);
  });

  test('at once when its signal was aborted before', async () => {
    expect(await read(new EventBus().subscribe(AbortSignal.abort()))).toEqual([]);
  });

  test('when the bus closes while it waits', async () => {
    const bus = new EventBus();
    const events = await listening(bus);
    const rest = read(events);
    await turnOfTheLoop(); // Now it waits.
    bus.close();
    expect(await rest).toEqual([]);
  });

  test('when the bus closes, or the signal aborts, while its reader handles an event', async () => {
    for (const end of ['close', 'abort'] as const) {
      const bus = new EventBus();
      const abort = new AbortController();
      const events = await listening(bus, abort.signal);
      bus.publish(progress(1));
      await read(events, 1);
      if (end === 'close') bus.close();
      else abort.abort();
      expect(await read(events)).toEqual([]);
    }
  });

  test('at once on a bus that is closed', async () => {
    const bus = new EventBus();
    bus.close();
    bus.publish(progress(1));
    expect(await read(bus.subscribe())).toEqual([]);
  });

  test('when its reader stops reading', async () => {
    const bus = new EventBus();
    const events = await listening(bus);
    await events.return();
    bus.publish(progress(1));
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });
});
