import { expect, test, vi } from 'vitest';
import { modelId } from '../../shared/domain/ids.ts';
import { modelShape } from '../../shared/domain/model-shape.test-support.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { Loads } from './loads.ts';

const target = (name: string) => ({
  model_id: modelId(name),
  path: `/${name}`,
  shape: modelShape({}),
});
/** Nobody calls the load off. */
const AT_LENGTH = new AbortController().signal;
const outOfMemory = () => new AppError('OUT_OF_MEMORY');

test('a model refused beside a load that is under way is tried again when that has ended', async () => {
  const first = Promise.withResolvers<void>();
  const load = vi
    .fn<(one: { readonly model_id: string }) => Promise<void>>()
    .mockReturnValueOnce(first.promise)
    .mockRejectedValueOnce(outOfMemory())
    .mockResolvedValueOnce();
  const loads = new Loads({ load });
  const makeRoom = vi.fn<() => Promise<boolean>>(async () => true);
  const one = loads.load(target('one'), makeRoom, AT_LENGTH);
  const two = loads.load(target('two'), makeRoom, AT_LENGTH);
  await new Promise(setImmediate);
  expect(load.mock.calls.map(([{ model_id }]) => model_id)).toEqual(['one', 'two']);
  first.resolve();
  await Promise.all([one, two]);
  expect(load.mock.calls.map(([{ model_id }]) => model_id)).toEqual(['one', 'two', 'two']);
  expect(makeRoom).not.toHaveBeenCalled();
});

test('two that do not fit beside each other do not wait for each other', async () => {
  const loads = new Loads({ load: () => Promise.reject(outOfMemory()) });
  const none = async (): Promise<boolean> => false;
  const ends = await Promise.allSettled([
    loads.load(target('one'), none, AT_LENGTH),
    loads.load(target('two'), none, AT_LENGTH),
  ]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('with nothing under way an idle model makes room, and without one the refusal stands', async () => {
  const load = vi.fn<() => Promise<void>>(() => Promise.reject(outOfMemory()));
  const idle = [true, false];
  const makeRoom = vi.fn<() => Promise<boolean>>(async () => idle.shift() ?? false);
  const refused = new Loads({ load }).load(target('one'), makeRoom, AT_LENGTH);
  await expect(refused).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
  expect(load).toHaveBeenCalledTimes(2);
});

test('another failure is passed on at once', async () => {
  const makeRoom = vi.fn<() => Promise<boolean>>(async () => true);
  const loads = new Loads({ load: () => Promise.reject(new AppError('LOAD_FAILED')) });
  await expect(loads.load(target('one'), makeRoom, AT_LENGTH)).rejects.toMatchObject({
    code: 'LOAD_FAILED',
  });
  expect(makeRoom).not.toHaveBeenCalled();
});

test('one that is called off is not tried again', async () => {
  const call = new AbortController();
  const load = vi.fn<() => Promise<void>>(() => Promise.reject(outOfMemory()));
  const makeRoom = async (): Promise<boolean> => {
    call.abort(new AppError('QUERY_CANCELLED'));
    return true;
  };
  const ended = new Loads({ load }).load(target('one'), makeRoom, call.signal);
  await expect(ended).rejects.toMatchObject({ code: 'QUERY_CANCELLED' });
  expect(load).toHaveBeenCalledTimes(1);
});
