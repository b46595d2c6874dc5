import { expect, test } from 'vitest';
import { Lockstep } from './lockstep.ts';

/** Lets everything run that can run now. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('an answer alone never waits', async () => {
  const lockstep = new Lockstep();
  lockstep.join();
  await lockstep.step();
});

test('answers go on together', async () => {
  const lockstep = new Lockstep();
  const order: string[] = [];
  lockstep.join();
  lockstep.join();
  void lockstep.step().then(() => order.push('first'));
  await settle();
  expect(order).toEqual([]);
  await lockstep.step();
  expect(order).toEqual(['first']);
});

test('one that ends lets the others go on', async () => {
  const lockstep = new Lockstep();
  lockstep.join();
  lockstep.join();
  const waiting = lockstep.step();
  lockstep.leave();
  await waiting;
});

test('work between batches keeps everyone back until it is done', async () => {
  const lockstep = new Lockstep();
  const order: string[] = [];
  const clearing = Promise.withResolvers<void>();
  lockstep.join();
  const between = lockstep.between(() => clearing.promise);
  void lockstep.step().then(() => order.push('token'));
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
  await lockstep.step();
});
