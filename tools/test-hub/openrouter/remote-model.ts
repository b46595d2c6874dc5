/** A model as `/api/v1/models` lists it. */
export interface RemoteModel {
  readonly id: string;
  readonly name: string;
  readonly created: number;
  readonly description: string;
  readonly context_length: number;
  readonly architecture: {
    readonly modality: string;
    readonly input_modalities: readonly string[];
    readonly output_modalities: readonly string[];
    readonly tokenizer: string;
    readonly instruct_type: string | null;
  };
  /** US dollars per token, as texts; "-1" varies. One member is no text: a trap for careless types. */
  readonly pricing: {
    readonly prompt: string;
    readonly completion: string;
    readonly request?: string;
    readonly image?: string;
    readonly overrides?: readonly {
      readonly min_prompt_tokens: number;
      readonly prompt: string;
      readonly completion: string;
    }[];
  };
  readonly top_provider: {
    readonly context_length: number | null;
    readonly max_completion_tokens: number | null;
    readonly is_moderated: boolean;
  };
  readonly per_request_limits: null;
  readonly supported_parameters: readonly string[];
  readonly expiration_date: string | null;
}

interface Brief {
  readonly name: string;
  readonly prompt: string;
  readonly completion: string;
  readonly context?: number;
  readonly description?: string;
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly parameters?: readonly string[];
  readonly expires?: string;
  readonly overrides?: RemoteModel['pricing']['overrides'];
}

const COMMON_PARAMETERS = ['temperature', 'top_p', 'max_tokens', 'stop', 'seed'];

function remoteModel(id: string, brief: Brief): RemoteModel {
  const { name, prompt, completion, context = 131_072 } = brief;
  const input = brief.input ?? ['text'];
  const output = brief.output ?? ['text'];
  return {
    id,
    name,
    created: 1_750_000_000,
    description: brief.description ?? `${name}, as its provider runs it.`,
    context_length: context,
    architecture: {
      modality: `${input.join('+')}->${output.join('+')}`,
      input_modalities: input,
      output_modalities: output,
      tokenizer: 'Other',
      instruct_type: null,
    },
    pricing: {
      prompt,
      completion,
      request: '0',
      image: '0',
      ...(brief.overrides !== undefined && { overrides: brief.overrides }),
    },
    top_provider: {
      context_length: prompt === '-1' ? null : context,
      max_completion_tokens: prompt === '-1' ? null : 8192,
      is_moderated: false,
    },
    per_request_limits: null,
    supported_parameters: brief.parameters ?? COMMON_PARAMETERS,
    expiration_date: brief.expires ?? null,
  };
}

/** What the test hub's OpenRouter offers: made-up models, one for each trap of the real list. */
export const REMOTE_MODELS: readonly RemoteModel[] = [
  remoteModel('openrouter/auto', {
    name: 'Auto Router',
    prompt: '-1', // varies with where it goes: never free
    completion: '-1',
    context: 2_000_000,
  }),
  remoteModel('northwind/large', {
    name: 'Northwind Large',
    prompt: '0.000003',
    completion: '0.000015',
    context: 200_000,
    parameters: [...COMMON_PARAMETERS, 'tools', 'tool_choice', 'response_format'],
  }),
  remoteModel('northwind/mini', {
    name: 'Northwind Mini',
    prompt: '0.00000015',
    completion: '0.0000006',
  }),
  remoteModel('northwind/mini:free', {
    name: 'Northwind Mini (free)',
    prompt: '0',
    completion: '0',
    overrides: [{ min_prompt_tokens: 200_000, prompt: '0.000005', completion: '0.00002' }],
  }),
  remoteModel('orchard/coder-32b', {
    name: 'Orchard Coder 32B',
    prompt: '0.0000002',
    completion: '0.0000008',
    context: 32_768,
    description: 'Writes and repairs code in forty programming languages.',
  }),
  remoteModel('orchard/vision-11b', {
    name: 'Orchard Vision 11B',
    prompt: '0.00000005',
    completion: '0.00000005',
    input: ['text', 'image'],
    description: 'Describes pictures and answers questions about them.',
  }),
  remoteModel('orchard/leaving-7b', {
    name: 'Orchard Leaving 7B',
    prompt: '0.00000003',
    completion: '0.00000003',
    context: 8192,
    expires: '2020-01-31', // gone, though still listed
  }),
  remoteModel('painter/brush', {
    name: 'Brush',
    prompt: '0.000001',
    completion: '0.00004',
    output: ['image'], // writes no text
  }),
  remoteModel('tiny/no-parameters', {
    name: 'Tiny without parameters',
    prompt: '0.00000001',
    completion: '0.00000001',
    context: 2048,
    parameters: [],
  }),
];
