// Types, once per runtime: what a browser has is not there in the core, and the other way round.
import { spawnSync } from 'node:child_process';

const PROJECTS = ['src/shared', 'src/main', 'src/preload', 'src/renderer', '.'];

let failed = false;
for (const project of PROJECTS) {
  const { status } = spawnSync('tsc', ['--project', project], { stdio: 'inherit' });
  if (status !== 0) failed = true;
  process.stdout.write(`types of ${project}: ${status === 0 ? 'ok' : 'errors'}\n`);
}
process.exit(failed ? 1 : 0);
