/** A child process for the generator's test: loads files with the real engine and lets them speak. */
import { once } from 'node:events';
import { getLlama, LlamaCompletion, LlamaLogLevel, resolveChatWrapper } from 'node-llama-cpp';

interface Request {
  readonly path: string;
  readonly temperature: number;
}

async function answer(requests: readonly Request[]): Promise<{ text: string; stop: string }[]> {
  const llama = await getLlama({ build: 'never', gpu: false, logLevel: LlamaLogLevel.error });
  llama.maxThreads = 1;
  const answers: { text: string; stop: string }[] = [];
  for (const { path, temperature } of requests) {
    const model = await llama.loadModel({ modelPath: path });
    const context = await model.createContext({ contextSize: 256 });
    const completion = new LlamaCompletion({ contextSequence: context.getSequence() });
    const wrapper = resolveChatWrapper(model);
    const { contextText, stopGenerationTriggers } = wrapper.generateContextState({
      chatHistory: [
        { type: 'user', text: 'hola' },
        { type: 'model', response: [] },
      ],
    });
    const { response, metadata } = await completion.generateCompletionWithMeta(contextText, {
      maxTokens: 100,
      temperature,
      seed: 1,
      disableContextShift: true,
      customStopTriggers: stopGenerationTriggers.map((trigger) => trigger),
    });
    answers.push({ text: response, stop: metadata.stopReason });
    await context.dispose();
    await model.dispose();
  }
  return answers;
}

const [requests] = await once(process, 'message');
process.send?.(await answer(requests), () => process.exit(0));
