import { foundation } from './001-foundation.ts';
import { queryPreview } from './002-query-preview.ts';
import { longTextsLast } from './003-long-texts-last.ts';
import { queryMoves } from './004-query-moves.ts';
import { contentsApart } from './005-contents-apart.ts';
import { memory } from './006-memory.ts';
import { decisionStep } from './007-decision-step.ts';
import { lightModel } from './008-light-model.ts';
import { usageByDay } from './009-usage-by-day.ts';
import { testModelLeaves } from './010-test-model-leaves.ts';
import { feedback } from './011-feedback.ts';
import { rotationHistory } from './012-rotation-history.ts';
import { downloads } from './013-downloads.ts';
import type { Migration } from './migration.ts';

/** In order, without gaps, starting at 1. */
export const MIGRATIONS: readonly Migration[] = [
  foundation,
  queryPreview,
  longTextsLast,
  queryMoves,
  contentsApart,
  memory,
  decisionStep,
  lightModel,
  usageByDay,
  testModelLeaves,
  feedback,
  rotationHistory,
  downloads,
];
