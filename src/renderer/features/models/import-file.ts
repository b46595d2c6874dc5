import { ORPCError } from '@orpc/client';
import { UPLOAD_PATH, UPLOAD_TYPE } from '../../../shared/upload.ts';
import { client } from '../../api/client.ts';

/** Names of files this page is importing, or has just imported, and how often. */
const ours = new Map<string, number>();
/** Its events may come a moment after the answer. */
const REMEMBER_MS = 5_000;

/** Whether an import under this name was begun here, so that it is told of here already. */
export const isOurs = (name: string): boolean => ours.has(name);

async function asOurs<Result>(name: string, work: Promise<Result>): Promise<Result> {
  const change = (by: number): void => {
    const count = (ours.get(name) ?? 0) + by;
    if (count > 0) ours.set(name, count);
    else ours.delete(name);
  };
  change(1);
  try {
    return await work;
  } finally {
    setTimeout(() => change(-1), REMEMBER_MS);
  }
}

/** A page that is left takes its uploads with it. */
let uploads = 0;
window.addEventListener('beforeunload', (event) => {
  if (uploads > 0) event.preventDefault();
});

/** The error in the answer's body, as every other call throws it. */
function refusal(request: XMLHttpRequest): Error {
  const body: unknown = request.response;
  if (typeof body !== 'object' || body === null || !('code' in body)) {
    return new Error(`upload: ${request.status}`);
  }
  const { code } = body;
  const message = 'message' in body ? String(body.message) : '';
  return new ORPCError(String(code), { message });
}

/** XMLHttpRequest, because it sends a file of any size from the disk, without reading it here. */
function upload(file: File): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const request = new XMLHttpRequest();
  request.open('POST', `${UPLOAD_PATH}?name=${encodeURIComponent(file.name)}`);
  request.setRequestHeader('content-type', UPLOAD_TYPE);
  request.responseType = 'json';
  request.addEventListener('load', () => {
    if (request.status < 300) resolve();
    else reject(refusal(request));
  });
  // A server that refuses in the middle may close before the answer is read.
  request.addEventListener('error', () => reject(new Error('upload: no answer')));
  request.send(file);
  uploads += 1;
  return promise.finally(() => {
    uploads -= 1;
  });
}

/** The name under which the server tells of an import by path. */
const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

/**
 * Takes a file on the server's machine into the library.
 * @throws ORPCError with a code of the catalogue
 */
export async function importPath(path: string, mode: 'copy' | 'link'): Promise<void> {
  await asOurs(nameOf(path), client.models.import({ path, mode }));
}

/**
 * Takes a dropped or chosen file into the library: from its path in the desktop window, by upload
 * in a browser.
 * @throws ORPCError with a code of the catalogue, or Error when no answer came
 */
export async function importFile(file: File): Promise<void> {
  if (window.vx11 === undefined) return asOurs(file.name, upload(file));
  const path = window.vx11.pathForFile(file);
  if (path === '') {
    const message = `${file.name} has no path on this machine.`;
    throw new ORPCError('FILE_NOT_FOUND', { message });
  }
  return importPath(path, 'copy');
}
