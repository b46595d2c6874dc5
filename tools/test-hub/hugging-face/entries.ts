import { posix } from 'node:path';
import type { Revision } from '../catalogue/repository.ts';
import { hexHash, type StoredFile } from '../catalogue/stored-file.ts';
import type { Row } from './row.ts';

/** What the hub's scanners say; only asked for with `expand`. */
function more({ commit }: StoredFile): Row {
  return {
    lastCommit: commit,
    securityFileStatus: {
      status: 'safe',
      avScan: { virusFound: false },
      pickleImportScan: null,
    },
  };
}

/** A file in `/tree` and `/paths-info`, where its hash is called `lfs.oid`. */
export async function fileEntry(file: StoredFile, expand: boolean): Promise<Row> {
  const { oid, size, lfs } = await file.blob();
  return {
    type: 'file',
    oid,
    size,
    ...(lfs !== undefined && {
      lfs: { oid: lfs.sha256, size, pointerSize: lfs.pointerSize },
      xetHash: lfs.xetHash,
    }),
    path: file.path,
    ...(expand && more(file)),
  };
}

/** A file in the model's info with `blobs=true`, where its hash is called `lfs.sha256`. */
export async function sibling(file: StoredFile): Promise<Row> {
  const { oid, size, lfs } = await file.blob();
  return {
    rfilename: file.path,
    blobId: oid,
    size,
    ...(lfs !== undefined && {
      lfs: { sha256: lfs.sha256, size, pointerSize: lfs.pointerSize },
    }),
  };
}

function foldersOf(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === '.' ? [] : [...foldersOf(folder), folder];
}

const folderEntry = (path: string): Row => {
  return { type: 'directory', oid: hexHash('sha1', `tree ${path}`), size: 0, path };
};

export interface TreeQuery {
  /** '' for all of the repository. */
  readonly folder: string;
  readonly recursive: boolean;
}

/** What `/tree` lists, by path: folders by name, files as they are. */
export function treeOf(
  { files }: Revision,
  { folder, recursive }: TreeQuery,
): readonly (string | StoredFile)[] {
  const isInside = (path: string): boolean =>
    (folder === '' || path.startsWith(`${folder}/`)) &&
    (recursive || posix.dirname(path) === (folder === '' ? '.' : folder));
  const folders = new Set([...files.keys()].flatMap(foldersOf));
  return [
    ...[...folders].filter(isInside).toSorted(),
    ...[...files.values()].filter(({ path }) => isInside(path)),
  ];
}

export const treeEntry = async (entry: string | StoredFile, expand: boolean): Promise<Row> =>
  typeof entry === 'string' ? folderEntry(entry) : fileEntry(entry, expand);
