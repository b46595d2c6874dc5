// Adds what a registry may lack to the lockfile: node-llama-cpp's packages for other systems. Without
// their entries `npm ci` refuses the file ("Missing … from lock file"); npm fetches the right one where
// it is needed, and skips the others by their os and cpu.
import { readFileSync, writeFileSync } from 'node:fs';

const PLATFORMS = {
  'linux-x64': ['linux', 'x64'],
  'linux-x64-cuda': ['linux', 'x64'],
  'linux-x64-cuda-ext': ['linux', 'x64'],
  'linux-x64-vulkan': ['linux', 'x64'],
  'linux-arm64': ['linux', 'arm64'],
  'linux-armv7l': ['linux', 'arm'],
  'linux-riscv64': ['linux', 'riscv64'],
  'mac-arm64-metal': ['darwin', 'arm64'],
  'mac-x64': ['darwin', 'x64'],
  'win-arm64': ['win32', 'arm64'],
  'win-x64': ['win32', 'x64'],
  'win-x64-cuda': ['win32', 'x64'],
  'win-x64-cuda-ext': ['win32', 'x64'],
  'win-x64-vulkan': ['win32', 'x64'],
};

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8'));
const { version } = lock.packages['node_modules/node-llama-cpp'];
let added = 0;
for (const [name, [os, cpu]] of Object.entries(PLATFORMS)) {
  const key = `node_modules/@node-llama-cpp/${name}`;
  if (lock.packages[key] !== undefined) continue;
  lock.packages[key] = { version, cpu: [cpu], optional: true, os: [os] };
  added += 1;
}
const entries = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
lock.packages = Object.fromEntries(entries);
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`package-lock.json: ${added} entries added\n`);
