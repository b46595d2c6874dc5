import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Beat } from './beat.ts';
import { TextOutbox } from './text-outbox.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function outboxes(...names: readonly string[]) {
  const beat = new Beat();
  const sent: string[] = [];
  return {
    sent,
    boxes: names.map((name) => new TextOutbox((text) => sent.push(name + text), beat)),
  };
}

test('the first piece goes at once, what follows goes together', () => {
  const { sent, boxes } = outboxes('a:');
  for (const text of ['one ', 'two ', '', 'three']) boxes[0]?.append(text);
  expect(sent).toEqual(['a:one ']);
  vi.runAllTimers();
  expect(sent).toEqual(['a:one ', 'a:two three']);
});

test('answers side by side send in the same turn', () => {
  const { sent, boxes } = outboxes('a:', 'b:');
  for (const box of boxes) box.append('1');
  boxes[0]?.append('2');
  vi.advanceTimersByTime(20);
  boxes[1]?.append('2');
  vi.advanceTimersToNextTimer();
  expect(sent).toEqual(['a:1', 'b:1', 'a:2', 'b:2']);
  expect(vi.getTimerCount()).toBe(0);
});

test('at the end the rest goes at once, and nothing comes after it', () => {
  const { sent, boxes } = outboxes('a:');
  boxes[0]?.append('1');
  boxes[0]?.append('2');
  boxes[0]?.flush();
  expect(sent).toEqual(['a:1', 'a:2']);
  vi.runAllTimers();
  expect(sent).toHaveLength(2);
});

test('what was stopped is not sent', () => {
  const { sent, boxes } = outboxes('a:');
  boxes[0]?.append('1');
  boxes[0]?.append('2');
  boxes[0]?.drop();
  vi.runAllTimers();
  expect(sent).toEqual(['a:1']);
});
