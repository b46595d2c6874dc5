/**
 * Every way the product says no, once. The code is what programs match on, the status is what HTTP
 * carries, the message is the default text for a person; a thrower usually gives a better one that
 * names the thing at fault and the next step.
 */
export const ERROR_CATALOGUE = {
  // What the caller sent
  INVALID_INPUT: { status: 400, message: 'The request does not have the expected form.' },
  MALFORMED_JSON: { status: 400, message: 'The body is not valid JSON.' },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    message: 'Send the body as JSON with the header "content-type: application/json".',
  },
  LENGTH_REQUIRED: {
    status: 411,
    message: 'Say how long the file is with the header "content-length".',
  },
  BODY_TOO_LARGE: { status: 413, message: 'The body is larger than this server accepts.' },
  NOT_FOUND: { status: 404, message: 'There is nothing at this address.' },

  // Who the caller is
  UNAUTHORIZED: {
    status: 401,
    message: 'The token is not valid. Make a new one with "vx11 token create".',
  },
  FORBIDDEN: {
    status: 403,
    message: 'This caller may not do that. Make a token with "vx11 token create --scope …".',
  },
  FOREIGN_HOST: { status: 403, message: 'The Host header does not name this server.' },
  FOREIGN_ORIGIN: { status: 403, message: 'Requests from web pages of other sites are refused.' },
  TICKET_INVALID: {
    status: 401,
    message: 'This console link was used already or is too old. Run "vx11 console" for a new one.',
  },

  // Queries
  QUERY_NOT_FOUND: { status: 404, message: 'No query has this id, or it is no longer kept.' },
  QUERY_FINISHED: { status: 409, message: 'The query has already finished.' },
  QUERY_NOT_WAITING: { status: 409, message: 'Only a query that waits can be moved.' },
  QUERY_NOT_ANSWERED: { status: 409, message: 'Only a query that was answered can be judged.' },
  CONTENT_WIPED: {
    status: 410,
    message:
      'The query was answered, but what was asked and answered is no longer kept. ' +
      'Ask again with another idempotency key.',
  },
  QUERY_CANCELLED: { status: 409, message: 'The query was cancelled.' },
  IDEMPOTENCY_MISMATCH: {
    status: 422,
    message: 'This idempotency key was used before with another body.',
  },
  QUEUE_FULL: { status: 429, message: 'The queue is full. Try again later.' },
  DEADLINE_EXCEEDED: { status: 504, message: 'The deadline passed before an answer was ready.' },
  PROMPT_TOO_LONG: { status: 413, message: 'The prompt does not fit the context of the model.' },
  NO_CAPABLE_MODEL: { status: 503, message: 'No installed model can do this.' },
  ATTEMPTS_EXHAUSTED: { status: 502, message: 'Every attempt to answer this query failed.' },
  INTERRUPTED: {
    status: 502,
    message: 'The work was interrupted after it had begun and is not repeated by itself.',
  },
  SHUTTING_DOWN: { status: 503, message: 'The server is shutting down.' },
  NOT_AVAILABLE: { status: 501, message: 'This part of the product is not there yet.' },

  // Models and their files
  MODEL_NOT_FOUND: { status: 404, message: 'No model has this id. GET /models lists them.' },
  MODEL_FILE_MISSING: { status: 409, message: 'The file of the model is no longer there.' },
  FILE_NOT_FOUND: { status: 404, message: 'There is no such file on this machine.' },
  FILE_TOO_LARGE: { status: 413, message: 'The file is over the size limit for models.' },
  NOT_GGUF: { status: 422, message: 'The file is not a GGUF model.' },
  GGUF_TRUNCATED: { status: 422, message: 'The GGUF file is cut short. Download it again.' },
  GGUF_INVALID: { status: 422, message: 'The GGUF file is damaged or crafted.' },
  GGUF_UNSUPPORTED: { status: 422, message: 'This kind of GGUF file cannot be used here.' },
  IMPORT_NOT_FOUND: { status: 404, message: 'No import under way has this id.' },
  IMPORT_CANCELLED: { status: 409, message: 'The import was cancelled; nothing of it was kept.' },
  DOWNLOAD_NOT_FOUND: { status: 404, message: 'No download has this id, or it is long over.' },
  DOWNLOAD_ENDED: { status: 409, message: 'The download has already ended.' },
  DOWNLOAD_CORRUPT: {
    status: 502,
    message: 'The file did not have the right content, twice. It was not kept.',
  },
  LOAD_FAILED: { status: 502, message: 'The engine could not load the model.' },
  NO_PLACE: { status: 409, message: 'Pinned models must leave a place in memory to the others.' },
  MODEL_PINNED: { status: 409, message: 'The model is pinned. Let it go first, then unload it.' },
  OUT_OF_MEMORY: { status: 507, message: 'The model does not fit in memory.' },
  ENGINE_CRASHED: { status: 502, message: 'The process of the model ended while it was working.' },
  ENGINE_HUNG: { status: 504, message: 'The process of the model stopped answering.' },
  GENERATION_FAILED: { status: 502, message: 'The engine could not generate an answer.' },

  // Where models come from
  HUB_OFFLINE: {
    status: 503,
    message: 'The hub cannot be reached. Check the network and try again.',
  },
  HUB_RATE_LIMITED: {
    status: 429,
    message: 'The hub takes no more requests for now. Wait, or store a token.',
  },
  HUB_REFUSED: { status: 502, message: 'The hub refuses this request.' },
  HUB_FAILED: { status: 502, message: 'The hub gave an answer that cannot be used.' },
  HUB_NOT_FOUND: { status: 404, message: 'The hub has no such model or file, or it is private.' },
  HUB_GATED: {
    status: 403,
    message: 'The terms of this model have to be accepted at the hub first.',
  },
  HUB_TOKEN_REFUSED: { status: 403, message: 'The hub does not accept the stored token.' },

  // This machine
  HOME_LOCKED: { status: 409, message: 'Another VX11 Control is running on this home.' },
  DATABASE_LOCKED: { status: 409, message: 'Another VX11 Control uses this database.' },
  PORT_IN_USE: { status: 409, message: 'The port is taken by another program.' },
  ADDRESS_UNAVAILABLE: { status: 409, message: 'This machine does not have that address.' },
  DATABASE_NEWER: {
    status: 409,
    message: 'The database was written by a newer version of VX11 Control.',
  },
  DATABASE_DAMAGED: { status: 500, message: 'The database cannot be opened.' },
  STORAGE_FULL: { status: 507, message: 'The disk is full.' },
  STORAGE_FAILED: {
    status: 503,
    message: 'The database could not be written. Try again; if it stays so, check the disk.',
  },
  ISOLATION_UNAVAILABLE: {
    status: 409,
    message: 'Models cannot run in a sandbox on this machine.',
  },
  CONFIG_INVALID: { status: 400, message: 'The configuration is not valid.' },
  INTERNAL: { status: 500, message: 'Something went wrong here. The log has the details.' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** Every code, in the catalogue's order. */
export const ERROR_CODES = Object.keys(ERROR_CATALOGUE).filter(isErrorCode);

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CATALOGUE, code);
}
