// Loaded with --import into the product: on SIGUSR2 it writes the delays of the event loop since
// the last time, in ms, to the file named in VX11_LOOP_PROBE.
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 1;
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delays.enable();

// The histogram counts the timer's own interval in.
const ms = (/** @type {number} */ nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);

process.on('SIGUSR2', () => {
  const { max } = delays;
  const report = { p50: ms(delays.percentile(50)), p99: ms(delays.percentile(99)), max: ms(max) };
  const file = process.env['VX11_LOOP_PROBE'] ?? '';
  writeFileSync(`${file}.part`, JSON.stringify(report));
  renameSync(`${file}.part`, file); // Whoever waits for it finds it whole.
  delays.reset();
});
