import type { Logger } from '../logger/index.js';

/**
 * A logger that is made when something is logged. Most requests log nothing, and a child of a logger that redacts costs half of what
 * the execution of a list of 20 does.
 */
export function lazyLog(make: () => Logger): Logger {
  let made: Logger | undefined;
  const log = () => {
    made ??= make();
    return made;
  };
  return new Proxy(NOTHING, {
    get: (_nothing, key) => Reflect.get(log(), key),
    set: (_nothing, key, value) => Reflect.set(log(), key, value),
  });
}

const NOTHING = {} as Logger;
