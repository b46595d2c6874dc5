import { EventEmitter } from 'node:events';

/** What JavaScript itself, Node's inspector and Playwright ask any object for. */
const ASKED_OF_ANYTHING = new Set<string | symbol>(['then', 'toJSON', 'constructor', 'nodeType']);

/**
 * Makes an object say what it lacks: reading a name that is not there throws, so that the app never
 * goes on with an `undefined` where Electron has a function.
 * @param name as in Electron's documentation
 */
export function loud<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(_target, key) {
      if (!(key in target)) {
        if (typeof key === 'symbol' || ASKED_OF_ANYTHING.has(key)) return undefined;
        throw new Error(`electron double: ${name}.${key} is not there`);
      }
      const value: unknown = Reflect.get(target, key);
      // Private fields and listeners belong to the object itself, not to what stands before it.
      const isMethod = typeof value === 'function' && target instanceof EventEmitter;
      return isMethod && key !== 'constructor' ? value.bind(target) : value;
    },
  });
}
