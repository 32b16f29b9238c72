import type { ServerResponse } from 'node:http';

export interface HeartbeatOptions {
  answer: ServerResponse;
  bytes: string | Buffer;
  /** Milliseconds. */
  every: number;
  /** Milliseconds in which a client that is full has to take something. */
  patience: number;
  onLost: () => void;
}

/** Says now and then that the connection is alive, and finds those that are not: they take nothing any more. The answer stops it. */
export function startHeartbeat({ answer, bytes, every, patience, onLost }: HeartbeatOptions): () => void {
  let fullSince: number | null = null;
  const timer = setInterval(() => {
    if (!answer.writableNeedDrain) {
      fullSince = null;
      answer.write(bytes);
      return;
    }
    fullSince ??= Date.now();
    if (Date.now() - fullSince >= patience) onLost();
  }, every).unref();
  const forgive = () => {
    fullSince = null;
  };
  answer.on('drain', forgive);
  return () => {
    clearInterval(timer);
    answer.off('drain', forgive);
  };
}
