import type { FoundModel } from '../../../shared/domain/found-model.ts';
import { foldText } from '../../../shared/domain/text-search.ts';
import { specialtiesOfTags } from '../specialties-of-tags.ts';
import type { Measure } from './describe-repository.ts';
import type { Why } from './left-out.ts';
import { hasExpired, type RemoteModel } from './openrouter-answers.ts';
import { parametersOfName } from './parameters.ts';
import type { Question } from './question.ts';
import { scoreOf } from './score.ts';

const NO_COUNTS = { downloads: null, likes: null };
const PAGE = 'https://openrouter.ai/';

/** Its name says most; input of pictures or sound is stated apart. */
function specialtiesOf({ id, name, terms, output_modalities }: RemoteModel) {
  const chats = output_modalities.includes('text') ? ['conversational'] : [];
  const input = terms.input_modalities.filter((kind) => kind === 'image' || kind === 'audio');
  return specialtiesOfTags([id, name, ...chats, ...input]);
}

/** A remote model is listed whole, so it is searched here. */
export function isNamed({ id, name }: RemoteModel, { words }: Question): boolean {
  const text = foldText(`${id} ${name}`);
  return words.every((word) => text.includes(word));
}

export const isForPurpose = (model: RemoteModel, { specialty }: Question): boolean =>
  specialty !== null && specialtiesOf(model).includes(specialty);

/** Some only paint or speak; where nothing is stated, it is a model like most. */
const writesText = ({ output_modalities: output }: RemoteModel): boolean =>
  output.length === 0 || output.includes('text');

/** It has neither a file nor a licence; filters on those leave it out. */
function wantsFile({ licenses, quants, size, gated }: Question['filters']): boolean {
  return licenses.length > 0 || quants.length > 0 || size.least > 0 || gated === true;
}

function isFiltered(model: RemoteModel, parameters: number | null, { filters }: Question): boolean {
  const { specialty, parameters: range, least_context } = filters;
  const count = parameters ?? Number.NaN; // Unknown is in no range.
  return (
    wantsFile(filters) ||
    (specialty !== null && !specialtiesOf(model).includes(specialty)) ||
    (range !== null && !(count >= range.least && count <= range.most)) ||
    least_context > (model.context_length ?? 0)
  );
}

/** A remote model as a result of a search, or why it is none. */
export function describeRemote(
  model: RemoteModel,
  { question, now }: Pick<Measure, 'question' | 'now'>,
): FoundModel | Why {
  const { id, name, created, context_length, terms } = model;
  const parameters = parametersOfName(id);
  if (hasExpired(model, now) || !writesText(model)) return 'unusable';
  if (isFiltered(model, parameters, question)) return 'filtered';
  const specialties = specialtiesOf(model);
  const known = { specialties, parameters, ...NO_COUNTS };
  const ranked = { id, ...known, base_model: null, dated: created, share_of_room: null };
  return {
    ...known,
    id: `openrouter/${id}`,
    source: 'openrouter',
    name,
    url: `${PAGE}${id}`,
    license: null,
    gated: null,
    parameters_from: parameters === null ? null : 'name',
    architecture: null,
    context_length,
    updated_at: created,
    quants: [],
    chosen: null,
    remote: terms,
    score: scoreOf(ranked, question.specialty, now),
  };
}
