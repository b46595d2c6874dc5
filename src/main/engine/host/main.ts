/**
 * Entry of a model's process. It holds one model, knows nothing of the rest of the product, and
 * lives exactly as long as the engine wants it.
 */
import type { ToHost } from '../protocol.ts';
import { SCRATCH_VARIABLE } from '../scratch-names.ts';
import { loadFailure, loadModel, startRuntime } from './load-model.ts';
import { ModelSession } from './model-session.ts';
import { ownMemory } from './own-memory.ts';
import { openParentChannel } from './parent-channel.ts';
import { PrefixShelf } from './prefix-shelf.ts';

// Ctrl-C and a service's stop reach the whole process group. The engine then finishes what runs
// and tells this process when to leave; leaving earlier would cut its answers short.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const channel = openParentChannel();
// Without the engine nobody can use this process or end it. Native threads may be at work, and a
// normal exit would wait for them or crash in them: SIGKILL is the one that always works.
channel.onClosed(() => process.kill(process.pid, 'SIGKILL'));

/** A folder for this process alone, whose files outlive it if the engine wants them. */
const scratch = process.env[SCRATCH_VARIABLE] ?? null;
const runtime = startRuntime();
runtime.catch(() => {}); // reported when a model is asked for
let session: Promise<ModelSession | null> = Promise.resolve(null);

channel.onMessage((message) => void handle(message));
channel.send({ type: 'ready', scratch });

async function handle(message: ToHost): Promise<void> {
  switch (message.type) {
    case 'ping':
      return channel.send({ type: 'pong', n: message.n });
    case 'load':
      session = load(message);
      return;
    case 'generate':
      return (await session)?.generate(message.id, message.request);
    case 'abort':
      return (await session)?.abort(message.id);
    case 'measure': {
      const memory = await ownMemory();
      if (memory !== null) channel.send(memory);
      return;
    }
    case 'shutdown':
      await (await session)?.dispose();
      process.exit(0);
  }
}

async function load(request: Extract<ToHost, { type: 'load' }>): Promise<ModelSession | null> {
  try {
    const onProgress = (fraction: number): void => channel.send({ type: 'progress', fraction });
    const llama = await runtime;
    const loaded = await loadModel(llama, request, onProgress);
    const { contextSize: context_length, totalSequences: slots } = loaded.context;
    const on_gpu = llama.gpu !== false;
    const limits = { tokens: context_length, bytes: request.prefix_bytes };
    const shelf = scratch === null ? null : new PrefixShelf(scratch, limits);
    const notes = [...loaded.template.notes];
    channel.send({ type: 'loaded', context_length, slots, on_gpu, notes });
    return new ModelSession(loaded, shelf, (message) => channel.send(message));
  } catch (caught) {
    channel.send(loadFailure(caught));
    return null;
  }
}
