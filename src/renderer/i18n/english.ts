import { ask } from './english/ask.ts';
import { decisions } from './english/decisions.ts';
import { errors } from './english/errors.ts';
import { models } from './english/models.ts';
import { overview } from './english/overview.ts';
import { queue } from './english/queue.ts';
import { rotation } from './english/rotation.ts';
import { shell } from './english/shell.ts';
import { words } from './english/words.ts';

/**
 * Every text of the console; each file of the folder has those of a view, or what several share.
 * The other languages have this shape (see `Translation`). `{{name}}` is filled in; `_one` and
 * `_other` are chosen by `count`.
 */
export const english = {
  ...shell,
  ...overview,
  ...ask,
  ...queue,
  ...decisions,
  ...rotation,
  ...models,
  ...words,
  ...errors,
};

export type Texts = typeof english;
