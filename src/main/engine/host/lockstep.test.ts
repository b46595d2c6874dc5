import { expect, test } from 'vitest';
import { Lockstep } from './lockstep.ts';

/** Lets everything run that can run now. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('an answer alone never waits', async () => {
  const lockstep = new Lockstep();
  lockstep.join();
  await lockstep.step(0);
});

test('answers go on together', async () => {
  const lockstep = new Lockstep();
  const order: string[] = [];
  lockstep.join();
  lockstep.join();
  void lockstep.step(0).then(() => order.push('first'));
  await settle();
  expect(order).toEqual([]);
  await lockstep.step(1);
  expect(order).toEqual(['first']);
});

test('they go on in the order of their places, whoever came first', async () => {
  const lockstep = new Lockstep();
  const order: number[] = [];
  for (const _ of [0, 1, 2]) lockstep.join();
  for (const place of [2, 0, 1]) void lockstep.step(place).then(() => order.push(place));
  await settle();
  expect(order).toEqual([0, 1, 2]);
});

test('one that ends lets the others go on', async () => {
  const lockstep = new Lockstep();
  lockstep.join();
  lockstep.join();
  const waiting = lockstep.step(0);
  lockstep.leave();
  await waiting;
});

test('work between batches keeps everyone back until it is done', async () => {
  const lockstep = new Lockstep();
  const order: string[] = [];
  const clearing = Promise.withResolvers<void>();
  lockstep.join();
  const between = lockstep.between(() => clearing.promise);
  void lockstep.step(0).then(() => order.push('token'));
  await settle();
  order.push('cleared');
  clearing.resolve();
  await between;
  await settle();
  expect(order).toEqual(['cleared', 'token']);
});

test('work that fails lets everyone go on', async () => {
  const lockstep = new Lockstep();
  lockstep.join();
  await expect(lockstep.between(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await lockstep.step(0);
});
