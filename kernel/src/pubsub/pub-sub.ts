/** Messages to whoever listens right now. What nobody hears is gone. */
export interface PubSub {
  publish(topic: string, message: unknown): Promise<void>;
  /** Ends when the loop is left or `signal` aborts. Listens from the moment of the call. */
  subscribe<Message>(topic: string, signal?: AbortSignal): AsyncIterableIterator<Message>;
}
