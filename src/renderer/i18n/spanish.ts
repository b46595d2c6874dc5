import type { Texts } from './english.ts';
import { ask } from './spanish/ask.ts';
import { decisions } from './spanish/decisions.ts';
import { errors } from './spanish/errors.ts';
import { models } from './spanish/models.ts';
import { overview } from './spanish/overview.ts';
import { queue } from './spanish/queue.ts';
import { rotation } from './spanish/rotation.ts';
import { shell } from './spanish/shell.ts';
import { words } from './spanish/words.ts';
import type { Translation } from './translation.ts';

export const spanish: Translation<Texts> = {
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
