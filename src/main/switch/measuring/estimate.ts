import type { ModelId } from '../../../shared/domain/ids.ts';
import { type QueryType, SPECIALTIES } from '../../../shared/domain/specialty.ts';
import { milliseconds } from '../../../shared/domain/units.ts';
import { slotsFor } from '../deciding/plan-terms.ts';
import type { Fleet } from '../fleet.ts';
import type { Job } from '../job.ts';
import type { WaitingList } from '../queue/waiting-list.ts';
import { expectedWait, type Outlook } from './expected-wait.ts';
import { kindOf, type MeasuredSpeeds } from './measured-speeds.ts';

export interface EstimateParts {
  readonly waiting: WaitingList<Job>;
  readonly fleet: Fleet;
  readonly speeds: MeasuredSpeeds;
}

/** Reads the scene of `expectedWait` off the queue, the models and what was measured of them. */
function etaOf(job: Job, model: ModelId, { waiting, fleet, speeds }: EstimateParts) {
  const residents = fleet.residents();
  const resident = residents.find(({ model_id }) => model_id === model);
  const ready = resident?.state === 'ready';
  // A model that is not there yet will get as many places as those that are.
  const slots = Math.max(1, ...residents.map((one) => one.slots));
  const each = (type: QueryType) => speeds.answerTime(model, type);
  const ahead = waiting.aheadByKind(job);
  return expectedWait({
    ahead: SPECIALTIES.map((type) => {
      return { count: ahead.get(kindOf(model, type)) ?? 0, each_ms: each(type) };
    }),
    running: { count: ready ? resident.running : 0, each_ms: each(job.row.query_type) },
    slots: slotsFor(job.priority, ready ? resident.slots : slots),
    load_ms: ready ? milliseconds(0) : speeds.loadTime(model),
  });
}

/** @returns null when it does not wait */
export function outlookOf(job: Job, parts: EstimateParts): Outlook | null {
  const { waiting } = parts;
  if (!waiting.has(job)) return null;
  const eta_ms = job.expects === null ? null : etaOf(job, job.expects, parts);
  return { position: waiting.position(job), eta_ms };
}
