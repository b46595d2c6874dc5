import { GgufInsights } from 'node-llama-cpp';

const SIMULATIONS = ['_simulateModelResourceUsage', '_simulateContextResourceUsage'] as const;

/**
 * Keeps the library from loading every model two times more, without its weights, only to estimate
 * what it will need: the engine knows that before it starts a process. On a processor this is a
 * third of a load (135 M: 620 → 430 ms; 0.5 B: 730 → 565 ms), and no option of the library turns it
 * off; without a result it takes its own rule of thumb. On a graphics card the simulation decides
 * how many layers fit, and stays.
 *
 * @returns whether this version of the library still has what is skipped
 */
export function skipSimulation(): boolean {
  const present = SIMULATIONS.every(
    (name) => typeof Reflect.get(GgufInsights.prototype, name) === 'function',
  );
  if (!present) return false;
  for (const name of SIMULATIONS) {
    Reflect.set(GgufInsights.prototype, name, () => Promise.resolve(null));
  }
  return true;
}
