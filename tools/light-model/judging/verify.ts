import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { draftOf } from '../../../src/main/engine/host/draft.ts';
import { loadModel, startRuntime } from '../../../src/main/engine/host/load-model.ts';
import { Lockstep } from '../../../src/main/engine/host/lockstep.ts';
import { tokenizePrompt } from '../../../src/main/engine/host/prompt-tokens.ts';
import { SlotPool } from '../../../src/main/engine/host/slot-pool.ts';
import { writeAnswer } from '../../../src/main/engine/host/write-answer.ts';
import { chat } from '../../../src/main/engine/testing/real-engine.ts';
import { promptOf } from '../samples/conversation.ts';
import { readTokenizer } from '../training/export.ts';
import { runPython } from '../training/python.ts';
import { MODEL } from '../training/settings.ts';

const MOST_TOKENS = 200;

/** One question, and the token ids of both. */
interface Compared {
  readonly question: string;
  readonly prompt: Pair;
  readonly answer: Pair;
}
interface Pair {
  readonly engine: readonly number[];
  readonly training: readonly number[];
}

const same = ({ engine, training }: Pair): boolean => engine.join() === training.join();

export const isSame = ({ prompt, answer }: Compared): boolean => same(prompt) && same(answer);

/**
 * Asks the exported model through the product's own engine, and the weights as they were trained,
 * both greedily.
 * @param folder of the training
 */
export async function compare(
  path: string,
  folder: string,
  questions: readonly string[],
): Promise<readonly Compared[]> {
  const tokenizer = readTokenizer(folder);
  const prompts = questions.map((question) => promptOf(tokenizer, tokenizer.encode(question)));
  writeFileSync(join(folder, 'prompts.json'), JSON.stringify(prompts));
  runPython('greedy.py', folder);
  const greedy = JSON.parse(readFileSync(join(folder, 'greedy.json'), 'utf8'));
  const answers = z.array(z.array(z.int())).parse(greedy);
  const asked = await askEngine(path, questions);
  return questions.map((question, index) => ({
    question,
    prompt: { engine: asked[index]?.prompt ?? [], training: prompts[index] ?? [] },
    answer: { engine: asked[index]?.answer ?? [], training: answers[index] ?? [] },
  }));
}

interface Asked {
  readonly prompt: readonly number[];
  readonly answer: readonly number[];
}

/** The engine's process tells text; its parts, run here, also tell token ids. */
async function askEngine(path: string, questions: readonly string[]): Promise<readonly Asked[]> {
  const llama = await startRuntime();
  const plan = { slots: 1, context_tokens: MODEL.context };
  const load = { type: 'load', path, plan, most: plan, threads: 1, prefix_bytes: 0 } as const;
  const { model, context, template } = await loadModel(llama, load, () => undefined);
  const slots = new SlotPool(context);
  const { signal } = new AbortController();
  const asked: Asked[] = [];
  for (const question of questions) {
    const request = chat(question, { max_tokens: MOST_TOKENS });
    const prompt = tokenizePrompt(model, template, request.prompt);
    const draft = draftOf(model, prompt);
    const slot = await slots.take(prompt.tokens, signal);
    const onText = (): void => undefined;
    const desk = { model, slot, lockstep: new Lockstep(), shelf: null, signal, onText };
    await writeAnswer(desk, prompt, draft, request);
    slots.release(slot);
    asked.push({ prompt: prompt.tokens, answer: draft.tokens });
  }
  await context.dispose();
  await model.dispose();
  return asked;
}
