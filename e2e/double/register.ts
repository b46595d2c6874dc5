import { registerHooks } from 'node:module';

/** `node --import`: the bare specifier "electron" leads to the double. */
const double = new URL('electron.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: double, shortCircuit: true } : next(specifier, context),
});
