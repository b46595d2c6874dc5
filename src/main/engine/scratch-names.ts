/** Tells a model's process which folder it may write in. */
export const SCRATCH_VARIABLE = 'VX11_SCRATCH';

/** Names of the computed beginnings of prompts in it; nothing else there is kept. */
export const STATE_FILE = /^[\da-f-]{36}\.state$/;
