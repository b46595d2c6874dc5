/**
 * Why a file was refused: it is no GGUF at all, it ends too early, it contradicts itself, or it is
 * a sound file of a kind this program does not run.
 */
export type GgufErrorCode = 'NOT_GGUF' | 'GGUF_TRUNCATED' | 'GGUF_INVALID' | 'GGUF_UNSUPPORTED';

export type GgufErrorData = Readonly<Record<string, unknown>>;

const WHAT_TO_DO: Readonly<Record<GgufErrorCode, string>> = {
  NOT_GGUF: 'Choose a model file in the GGUF format (its name ends in .gguf).',
  GGUF_TRUNCATED: 'The download or copy did not finish: fetch the file again.',
  GGUF_INVALID: 'The file is damaged or was built wrongly: fetch it again, or from another source.',
  GGUF_UNSUPPORTED: 'Choose another file or variant of this model.',
};

/** The message says what is wrong, then what to do; `data` carries the names and numbers. */
export class GgufError extends Error {
  override readonly name = 'GgufError';
  readonly code: GgufErrorCode;
  readonly data: GgufErrorData;

  constructor(code: GgufErrorCode, problem: string, data: GgufErrorData = {}) {
    super(`${problem} ${WHAT_TO_DO[code]}`);
    this.code = code;
    this.data = data;
  }
}

export const invalid = (problem: string, data?: GgufErrorData): GgufError =>
  new GgufError('GGUF_INVALID', problem, data);

export const unsupported = (problem: string, data?: GgufErrorData): GgufError =>
  new GgufError('GGUF_UNSUPPORTED', problem, data);

export const truncated = (problem: string, data?: GgufErrorData): GgufError =>
  new GgufError('GGUF_TRUNCATED', problem, data);

/** A name out of an untrusted file, made safe to print: quoted, control characters escaped, short. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name);
}
