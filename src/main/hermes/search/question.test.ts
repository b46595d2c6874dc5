import { describe, expect, test } from 'vitest';
import { hubSearches, questionOf, wasFoundBefore } from './question.ts';

const LIMIT = 2 ** 31;
const wordsOf = (query: string) => questionOf(query, {}, LIMIT).words;
const specialtyOf = (query: string) => questionOf(query, {}, LIMIT).specialty;

describe('the words of a query', () => {
  test.for([
    ['Qwen2.5 Coder', ['qwen2.5', 'coder']],
    ['  a   model for   code generation ', ['code', 'generation']],
    ['un modelo para código', ['codigo']],
    ['ggml-org/gemma', ['ggml-org/gemma']],
    ['gemma\u0000\u202e\ngemma', ['gemma']],
    ['ＧＥＭＭＡ', ['gemma']],
    ['x" & sort=likes ?#', ['x', 'sort', 'likes']],
    ['%00 ../..', ['00', '../..']],
    ['', []],
    ['a b c d e f g h i j k', ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']],
  ] as const)('%j are %j', ([query, words]) => {
    expect(wordsOf(query)).toEqual(words);
  });
});

describe('the specialty of a query', () => {
  test.for([
    ['code generation', 'code'],
    ['generación de código', 'code'],
    ['a chat model for code', 'code'],
    ['chat', 'text_generation'],
    ['traducir al inglés', 'translation'],
    ['reasoning', 'analysis'],
    ['embeddings', 'embedding'],
    ['gemma', null],
  ] as const)('%j is %s', ([query, specialty]) => {
    expect(specialtyOf(query)).toBe(specialty);
  });

  test('is the filter’s where there is one', () => {
    const question = questionOf('code', { specialty: 'vision' }, LIMIT);
    expect(question).toMatchObject({ specialty: 'vision', filters: { specialty: 'vision' } });
    expect(questionOf('code', {}, LIMIT).filters.specialty).toBeNull();
  });
});

describe('filters', () => {
  const filtersOf = (...[filters]: [Parameters<typeof questionOf>[1]]) =>
    questionOf('', filters, LIMIT).filters;

  test('read sizes as the settings do, and never beyond the limit of a file', () => {
    expect(filtersOf({ size_min: '500 MB', size_max: '2GB' }).size).toEqual({
      least: 5e8,
      most: 2e9,
    });
    expect(filtersOf({ size_max: '100GB' }).size).toEqual({ least: 0, most: LIMIT });
    expect(filtersOf({}).size).toEqual({ least: 0, most: LIMIT });
  });

  test('read parameters as they are written', () => {
    expect(filtersOf({ parameters_min: '500M', parameters_max: 3e9 }).parameters).toEqual({
      least: 5e8,
      most: 3e9,
    });
    expect(filtersOf({}).parameters).toBeNull();
  });

  test('take one word or several, whatever the case', () => {
    expect(filtersOf({ license: 'Apache-2.0', quant: ['q4_k_m', 'Q8_0'] })).toMatchObject({
      licenses: ['apache-2.0'],
      quants: ['Q4_K_M', 'Q8_0'],
    });
  });
});

describe('what a hub is asked for', () => {
  const searches = (query: string) => hubSearches(questionOf(query, {}, LIMIT));
  const first = (text: string) => ({ text, only_if_nothing: false });

  test('is the query, then what names of models for that purpose contain', () => {
    expect(searches('code generation')).toEqual([first('code generation'), first('coder')]);
    expect(searches('the best small model for code')).toHaveLength(2);
    expect(searches('coder')).toEqual([first('coder')]);
    expect(searches('gemma')).toEqual([first('gemma')]);
    expect(searches('')).toEqual([first('')]);
  });

  test('is the purpose alone only in need, where a name is told beside it', () => {
    expect(searches('phi coding')).toEqual([
      first('phi coding'),
      { text: 'coder', only_if_nothing: true },
    ]);
  });

  test('is the purpose of the filter where the query tells nothing', () => {
    expect(hubSearches(questionOf('a model', { specialty: 'embedding' }, LIMIT))).toEqual([
      first('embed'),
    ]);
  });

  test('does not bring a model again that an earlier search has brought', () => {
    const earlier = [first('code generation')];
    expect(wasFoundBefore('a/Code-Generation-Coder', earlier)).toBe(true);
    expect(wasFoundBefore('a/Coder', earlier)).toBe(false);
    expect(wasFoundBefore('a/Coder', [])).toBe(false);
  });
});
