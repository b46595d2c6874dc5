import { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Vocabulary } from './prepare.ts';

/**
 * A trained vocabulary with answers as the corpus words them now. The model knows phrases by their
 * numbers: where an answer has as many as before, other words take their place without a training.
 * @throws Error that names the answer whose phrases would be others
 */
export function reworded(vocabulary: Vocabulary, answers: readonly string[]): Vocabulary {
  const now = { ...vocabulary, answers };
  const [learnt, changed] = [vocabulary, now].map(
    (one) => new Tokenizer(one.merges, one.answers, one.headings),
  );
  if (answers.length !== vocabulary.answers.length) throw new Error('There are other intents.');
  for (const [at, answer] of answers.entries()) {
    const before = learnt?.encodeAnswer(vocabulary.answers[at] ?? '').join(' ');
    if (before === changed?.encodeAnswer(answer).join(' ')) continue;
    throw new Error(`This answer takes a training, it has other phrases than it had: ${answer}`);
  }
  return now;
}
