import type { FoundModel, SearchScore } from '../../../shared/domain/found-model.ts';
import type { Specialty } from '../../../shared/domain/specialty.ts';
import type { EpochMs } from '../../../shared/domain/units.ts';

/** What is known of a model before it is ranked. */
export interface Ranked
  extends Pick<FoundModel, 'id' | 'specialties' | 'downloads' | 'likes' | 'parameters'> {
  /** Of the original that this was made from; null: not stated. */
  readonly base_model: string | null;
  /** When it was made, or else changed last; ISO. */
  readonly dated: string | null;
  /** What of the room for a file here it takes, 0 to 1; null: it is remote, and takes none. */
  readonly share_of_room: number | null;
}

/** Whoever is not known is in the middle: neither a reward nor a punishment. */
const NEUTRAL = 0.5;

const within = (value: number): number => Math.min(1, Math.max(0, value));
const rounded = (value: number): number => Math.round(within(value) * 1000) / 1000;

/**
 * How much of what it is for is what is wanted (Jaccard over the specialties). That a model can chat
 * as well takes nothing away.
 */
function specialtyScore(specialties: readonly Specialty[], wanted: Specialty | null): number {
  if (wanted === null) return NEUTRAL;
  if (!specialties.includes(wanted)) return 0;
  const counted = specialties.filter((one) => one === wanted || one !== 'text_generation');
  return 1 / counted.length;
}

/** Downloads before likes say anything, and the likes that so many usually bring. */
const PRIOR_DOWNLOADS = 2000;
const USUAL_LIKES_PER_DOWNLOAD = 0.002;

/**
 * Likes per download, drawn towards the usual by a prior, on a scale where the usual is 0.5, ten
 * times as many 1 and a tenth 0. Downloads alone count machines; a few likes alone count friends.
 */
function appreciation({ likes, downloads }: Ranked): number {
  if (likes === null || downloads === null) return NEUTRAL;
  const rate = (likes + PRIOR_DOWNLOADS * USUAL_LIKES_PER_DOWNLOAD) / (downloads + PRIOR_DOWNLOADS);
  return within(NEUTRAL + Math.log10(rate / USUAL_LIKES_PER_DOWNLOAD) / 2);
}

const LEAST_PARAMETERS = 1e8;
const MOST_PARAMETERS = 8e9;

/** Larger models know more, by the logarithm: 0 at 100 million, 1 at 8 billion. */
function capacity({ parameters }: Ranked): number {
  if (parameters === null) return NEUTRAL;
  return within(
    Math.log(parameters / LEAST_PARAMETERS) / Math.log(MOST_PARAMETERS / LEAST_PARAMETERS),
  );
}

const YEAR_MS = 365 * 86_400_000;

/** Halves with each year. A date to come is a mistake. */
function recency({ dated }: Ranked, now: EpochMs): number {
  const age = dated === null ? Number.NaN : now - Date.parse(dated);
  return age >= 0 ? 2 ** (-age / YEAR_MS) : NEUTRAL;
}

/** Who trains models that others build on; owners of hub repositories, in lower case. */
const MAKERS = new Set([
  'ai21labs',
  'allenai',
  'anthropic',
  'baai',
  'bigcode',
  'cohere',
  'coherelabs',
  'deepseek',
  'deepseek-ai',
  'google',
  'huggingfacetb',
  'ibm-granite',
  'intfloat',
  'liquidai',
  'meta-llama',
  'microsoft',
  'mistralai',
  'moonshotai',
  'nomic-ai',
  'nvidia',
  'openai',
  'qwen',
  'stabilityai',
  'tiiuae',
  'utter-project',
  'x-ai',
]);

/** 1 by or from a known maker, 0.6 where the base is at least stated, else 0.3. */
function provenance({ id, base_model }: Ranked): number {
  const owners = [id, base_model ?? ''].map((one) => one.split('/')[0]?.toLowerCase() ?? '');
  if (owners.some((owner) => MAKERS.has(owner))) return 1;
  return base_model === null ? 0.3 : 0.6;
}

/** 0.35 appreciation + 0.25 capacity + 0.2 recency + 0.2 provenance (docs/search.md). */
function qualityScore(model: Ranked, now: EpochMs): number {
  return (
    0.35 * appreciation(model) +
    0.25 * capacity(model) +
    0.2 * recency(model, now) +
    0.2 * provenance(model)
  );
}

/** Up to here a smaller file is no better: it would let toys win over what is wanted. */
const AMPLE_SHARE = 0.5;

/** 1 while half of the room is left, then falling to 0 where it is full; a remote model has none. */
const sizeScore = ({ share_of_room }: Ranked): number =>
  share_of_room === null ? NEUTRAL : (1 - share_of_room) / (1 - AMPLE_SHARE);

/** By the logarithm; 1 at a million downloads a month. A remote model has no count. */
function popularityScore({ downloads, share_of_room }: Ranked): number {
  if (downloads === null) return share_of_room === null ? NEUTRAL : 0;
  return Math.log10(1 + downloads) / 6;
}

export function scoreOf(model: Ranked, wanted: Specialty | null, now: EpochMs): SearchScore {
  const specialty = rounded(specialtyScore(model.specialties, wanted));
  const quality = rounded(qualityScore(model, now));
  const size = rounded(sizeScore(model));
  const popularity = rounded(popularityScore(model));
  const total = rounded(0.4 * specialty + 0.3 * quality + 0.2 * size + 0.1 * popularity);
  return { total, specialty, quality, size, popularity };
}

/** The best first; of equals the one that more people use, then by name, so that the order stays. */
export const bestFirst = (models: readonly FoundModel[]): FoundModel[] =>
  models.toSorted(
    (one, other) =>
      other.score.total - one.score.total ||
      (other.downloads ?? 0) - (one.downloads ?? 0) ||
      one.id.localeCompare(other.id, 'en'),
  );
