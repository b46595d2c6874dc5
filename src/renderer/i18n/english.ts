/** Labels of models, as the registry keeps them. */
const labels: Readonly<Record<string, string>> = {};

/** By code; without an entry the server's own words stand alone. */
const errors: Readonly<Record<string, string>> = {
  CONNECTION_LOST: 'The connection was lost before an answer came.',
};

/** Every text of the page. The other languages have this shape (see `Texts`). */
export const english = {
  tagline: 'One port for every model',
  language: 'Language',
  connection: {
    connecting: 'Connecting…',
    starting: 'Connected',
    live: 'Connected · updates live',
    restricted: 'Connected · limited view. For live updates open the link of "vx11 console".',
    offline: 'No connection to VX11 Control. Trying again…',
    lost: 'VX11 Control has stopped. Restart the application.',
    retry: 'Try now',
  },
  ask: {
    title: 'Ask',
    question: 'Your question',
    placeholder: 'Ask whatever you need…',
    hint: 'Enter sends · Shift + Enter starts a new line',
    send: 'Ask',
    stop: 'Stop',
    answer: 'Answer',
    empty: 'The answer appears here as it is written.',
    sending: 'Sending…',
    queued: (ahead: string) => `Waiting: ${ahead} ahead`,
    next: 'Accepted: next in line',
    thinking: 'The model is reading the question…',
    writing: 'Writing…',
    stopped: 'Stopped',
    done: 'Done',
    cutShort: 'Cut at the length limit',
    why: 'Why this model',
    facts: (tokens: string, time: string) => `${tokens} tokens in ${time}`,
    failed: 'No answer',
  },
  overview: {
    title: 'Overview',
    nothingLoaded: 'No model is loaded. The first question loads one.',
    queue: 'Queue',
    waiting: 'Waiting',
    running: 'Running',
    waitingBy: 'Waiting, by priority',
    answered: 'Queries',
    median: 'Median time',
    rotations: 'Rotations',
    errors: 'Errors',
    models: 'Models',
    noModels: 'No models yet. Add a GGUF file with POST /models/import.',
    refresh: 'Refresh',
    runningNow: (count: string) => `${count} running`,
    context: (tokens: string) => `${tokens} tokens of context`,
    speed: (tokens: string) => `${tokens} tokens/s`,
    lastUsed: (when: string) => `used ${when}`,
    neverUsed: 'not used yet',
    disabled: 'Disabled',
  },
  labels,
  residency: { cold: 'On disk', loading: 'Loading', resident: 'In memory', draining: 'Unloading' },
  priority: {
    SYSTEM_CRITICAL: 'Critical',
    USER_INTERACTIVE: 'High',
    BATCH_PROCESSING: 'Medium',
    BACKGROUND: 'Low',
  },
  loading: 'Loading…',
  failed: 'This could not be loaded.',
  errors,
};

export type Texts = typeof english;
