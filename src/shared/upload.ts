/** Where a client sends a model file, and how its body is declared (ADR 7). */
export const UPLOAD_PATH = '/models/upload';
export const UPLOAD_TYPE = 'application/octet-stream';
