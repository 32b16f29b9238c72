import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A process that runs a file of this folder. */
export const start = (file) => fork(new URL(file, import.meta.url));

/**
 * The next message of a child that has what is looked for, or that tells of a failure.
 *
 * @throws where the child ends instead, or is silent for too long.
 */
export function heard(child, key, patience = 120_000) {
  return new Promise((resolve, reject) => {
    const settle = (end, value) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit);
      end(value);
    };
    const onMessage = (message) => (key in message || 'failure' in message ? settle(resolve, message) : undefined);
    const onExit = (code, signal) => settle(reject, new Error(`it ended with ${code ?? signal}`));
    const timer = setTimeout(() => settle(reject, new Error(`it said nothing for ${patience} ms`)), patience);
    child.on('message', onMessage).on('exit', onExit);
  });
}

export async function stop(child, signal = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
