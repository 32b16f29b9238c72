import { EventEmitter, on } from 'node:events';
import type { PubSub } from './pub-sub.js';

/** The embedded pub/sub: within this process. */
export function memoryPubSub(): PubSub {
  const emitter = new EventEmitter().setMaxListeners(0);
  return {
    publish: async (topic, message) => void emitter.emit(topic, message),
    subscribe: <Message>(topic: string, signal?: AbortSignal) => messages<Message>(on(emitter, topic, { signal })),
  };
}

async function* messages<Message>(source: AsyncIterableIterator<unknown[]>): AsyncIterableIterator<Message> {
  try {
    for await (const [message] of source) yield message as Message;
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
  }
}
