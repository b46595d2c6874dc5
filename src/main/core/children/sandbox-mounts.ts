import { existsSync, readdirSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** One thing that can be seen inside a sandbox; what is not named does not exist there. */
export interface Mount {
  readonly path: string;
  /** read: as it is, not to be changed. write: as it is. device: to be used. empty: nothing, in memory only. */
  readonly as: 'read' | 'write' | 'device' | 'empty' | 'devices' | 'processes';
}

/** Libraries, and where they say which others they need. Never a folder in which users keep things. */
const LIBRARIES = [
  '/usr',
  '/lib',
  '/lib32',
  '/lib64',
  '/nix/store',
  '/gnu/store',
  '/run/opengl-driver',
  '/opt/cuda',
  '/opt/rocm',
  '/etc/ld.so.cache',
  '/etc/alternatives',
  '/etc/vulkan',
  '/etc/OpenCL',
];

/** Graphics cards of all makers: a model must find the same ones as without a sandbox. */
const GRAPHICS = /^(?:dri|kfd|dxg|nvidia.*|nvhost.*|nvmap|mali\d*)$/;

export const readable = (path: string): Mount => ({ path, as: 'read' });

/** The system as every sandbox sees it. */
export function systemMounts(): Mount[] {
  const graphics = readdirSync('/dev').filter((name) => GRAPHICS.test(name));
  return [
    ...LIBRARIES.map(readable),
    readable('/sys'), // Cores, caches and cards are described there.
    { path: '/proc', as: 'processes' },
    { path: '/dev', as: 'devices' },
    { path: '/tmp', as: 'empty' },
    ...graphics.map((name): Mount => ({ path: join('/dev', name), as: 'device' })),
  ];
}

/** Variables by which an operator names further libraries and drivers. */
const LIBRARY_VARIABLES = ['LD_LIBRARY_PATH', 'CUDA_PATH', 'VK_ICD_FILENAMES', 'VK_DRIVER_FILES'];

export function namedLibraries(environment: Readonly<Record<string, string>>): Mount[] {
  const named = LIBRARY_VARIABLES.flatMap((name) => (environment[name] ?? '').split(':'));
  return named.filter(isAbsolute).map((path) => readable(resolve(path)));
}

/** Node itself, the part of the package that the module is in, and the packages it can import. */
export function programMounts(node: string, modulePath: string): Mount[] {
  const above = foldersAbove(modulePath);
  const root = above.find((folder) => existsSync(join(folder, 'package.json')));
  if (root === undefined) return [readable(node), readable(modulePath)];
  // Of the package's own folder only this much: somebody may have put the home into it.
  const [part = ''] = relative(root, modulePath).split(sep);
  const packages = above.map((folder) => join(folder, 'node_modules')).filter(existsSync);
  return [node, join(root, 'package.json'), join(root, part), ...packages].map(readable);
}

/** From the nearest to the root. */
function foldersAbove(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersAbove(folder)];
}

const OPTIONS = {
  read: (path) => ['--ro-bind-try', path, path],
  write: (path) => ['--bind', path, path],
  device: (path) => ['--dev-bind-try', path, path],
  empty: (path) => ['--tmpfs', path],
  devices: (path) => ['--dev', path],
  processes: (path) => ['--proc', path],
} as const satisfies Record<Mount['as'], (path: string) => readonly string[]>;

/**
 * As bubblewrap's arguments. It mounts in their order, so a folder comes before what is inside it:
 * an emptied home stays empty but for the models, wherever it lies. Of one path, the last counts.
 */
export function mountArguments(mounts: readonly Mount[]): string[] {
  const byPath = new Map(mounts.map((mount) => [mount.path, mount]));
  return [...byPath.keys()].toSorted().flatMap((path) => {
    const mount = byPath.get(path);
    return mount === undefined ? [] : OPTIONS[mount.as](path);
  });
}
