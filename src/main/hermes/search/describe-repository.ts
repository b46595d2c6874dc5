import type { FoundModel, FoundQuant } from '../../../shared/domain/found-model.ts';
import { type Bytes, bytes, type EpochMs, formatBytes } from '../../../shared/domain/units.ts';
import { KNOWN_ARCHITECTURES } from '../gguf/architectures.ts';
import type { MachinePort } from '../ports.ts';
import { specialtiesOfTags } from '../specialties-of-tags.ts';
import {
  baseModelOf,
  type DetailedRepository,
  type ListedRepository,
  licenseOf,
  ownWordsOf,
} from './hugging-face-answers.ts';
import type { Why } from './left-out.ts';
import { parametersOf, parametersOfName, surelyExceeds } from './parameters.ts';
import { nearestToUsual, type Quant, quantsOf } from './quants.ts';
import type { Question } from './question.ts';
import { scoreOf } from './score.ts';

/** What a model is held against. */
export interface Measure {
  readonly question: Question;
  /** Of a model file. */
  readonly sizeLimit: Bytes;
  readonly free: Bytes;
  readonly needOf: MachinePort['needOf'];
  readonly now: EpochMs;
}

/** Why a listed one needs no closer look; undefined: it does. */
export function reasonToPass(
  row: ListedRepository,
  { question, sizeLimit }: Measure,
): Why | undefined {
  const { specialty, licenses, gated, size } = question.filters;
  const named = parametersOfName(row.id);
  if (row.disabled) return 'unusable';
  if (surelyExceeds(named, sizeLimit)) return 'over_limit';
  if (surelyExceeds(named, size.most)) return 'filtered';
  if (gated !== null && gated !== (row.gated !== null)) return 'filtered';
  if (licenses.length > 0 && !licenses.includes(licenseOf(row)?.toLowerCase() ?? '')) {
    return 'filtered';
  }
  const missing = specialty !== null && !specialtiesOfTags(ownWordsOf(row)).includes(specialty);
  return missing ? 'filtered' : undefined;
}

/** @param url of its page. @returns a result of a search, or why it is none */
export function describeRepository(
  repository: DetailedRepository,
  url: string,
  measure: Measure,
): FoundModel | Why {
  const { id, header } = repository;
  const { question, sizeLimit } = measure;
  const { architecture, context_length } = header;
  const quants = quantsOf(repository.files);
  const parameters = parametersOf(header.total, id, quants);
  const known = architecture === null || KNOWN_ARCHITECTURES.has(architecture);
  if (parameters === null || !known) return 'unusable';
  if (quants.every(({ size_bytes }) => size_bytes > sizeLimit)) return 'over_limit';
  if (isFiltered(question, parameters.count, context_length)) return 'filtered';
  const file = { parameters: parameters.count, context_length };
  const found = quants.map((quant) => weighQuant(quant, { id, file, measure }));
  const chosen = chooseQuant(found, question);
  if (chosen === undefined) return 'filtered';
  return {
    ...ranked(repository, { parameters: parameters.count, chosen, measure }),
    source: 'huggingface',
    name: id.split('/').at(-1) ?? id,
    url,
    gated: repository.gated,
    license: licenseOf(repository),
    parameters_from: parameters.from,
    architecture,
    context_length,
    updated_at: repository.lastModified,
    quants: found,
    chosen: chosen.model_id,
    remote: null,
  };
}

interface Ranking {
  readonly parameters: number;
  readonly chosen: FoundQuant;
  readonly measure: Measure;
}

/** What it is ranked by, with its score. */
function ranked(repository: DetailedRepository, { parameters, chosen, measure }: Ranking) {
  const { id, downloads, likes, createdAt, lastModified } = repository;
  const specialties = specialtiesOfTags(ownWordsOf(repository));
  const shown = { id, specialties, downloads, likes, parameters };
  const hidden = {
    base_model: baseModelOf(repository),
    dated: createdAt ?? lastModified,
    share_of_room: shareOfRoom(chosen, measure),
  };
  return {
    ...shown,
    score: scoreOf({ ...shown, ...hidden }, measure.question.specialty, measure.now),
  };
}

function isFiltered(
  { filters }: Question,
  parameters: number,
  context_length: number | null,
): boolean {
  const { parameters: range, least_context } = filters;
  if (range !== null && (parameters < range.least || parameters > range.most)) return true;
  // Who needs a long context is not helped by one that may be short.
  return least_context > (context_length ?? 0);
}

interface Weighing {
  readonly id: string;
  readonly file: { readonly parameters: number; readonly context_length: number | null };
  readonly measure: Measure;
}

function weighQuant(quant: Quant, { id, file, measure }: Weighing): FoundQuant {
  const { sizeLimit, free, needOf } = measure;
  const { key, label, size_bytes, files } = quant;
  const needed_bytes = needOf({ bytes: bytes(size_bytes), ...file });
  const kept = { model_id: `${id}:${key}`, label, size_bytes, files: [...files], needed_bytes };
  if (size_bytes > sizeLimit) {
    const reason = `The file has ${formatBytes(size_bytes)}; the limit is ${formatBytes(sizeLimit)} (model_size_limit).`;
    return { ...kept, verdict: 'over_limit', reason };
  }
  const numbers = `about ${formatBytes(needed_bytes)} of memory by estimate, and ${formatBytes(free)} can be used now`;
  return needed_bytes <= free
    ? { ...kept, verdict: 'fits', reason: `Fits: it needs ${numbers}.` }
    : { ...kept, verdict: 'no_room', reason: `Does not fit now: it needs ${numbers}.` };
}

/** Of those that the filters leave: one that fits, else one that might another time. */
function chooseQuant(found: readonly FoundQuant[], { filters }: Question): FoundQuant | undefined {
  const { size, quants } = filters;
  const wanted = found.filter(
    ({ size_bytes, label }) =>
      size_bytes >= size.least &&
      size_bytes <= size.most &&
      (quants.length === 0 || quants.includes(label)),
  );
  return (
    nearestToUsual(wanted.filter(({ verdict }) => verdict === 'fits')) ?? nearestToUsual(wanted)
  );
}

/** The larger of its shares of the permitted size and of the free memory; all where it does not fit. */
function shareOfRoom(
  { size_bytes, needed_bytes, verdict }: FoundQuant,
  { sizeLimit, free }: Measure,
): number {
  return verdict === 'fits' ? Math.max(size_bytes / sizeLimit, needed_bytes / free) : 1;
}
