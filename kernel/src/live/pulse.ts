import type { Logger } from '../logger/index.js';
import { channelName, PLATFORM, type RealtimeBroker } from '../realtime/index.js';

/** Where every subgraph says how late its live messages are. */
export const PULSE_CHANNEL = channelName(PLATFORM, 'realtime');

/** Milliseconds between two pulses of a subgraph. Silence for longer is lateness, too. */
export const PULSE_EVERY = 5_000;

/** Body of a message on that channel; its key is the source. */
export interface Pulse {
  source: string;
  /** By how much the oldest event is late that is written and not published. */
  relayLagMs: number;
  /** By how much the oldest event is late that is published and not told. */
  consumerLagMs: number;
  /** Milliseconds since 1970. */
  at: number;
}

export interface PulseOptions {
  source: string;
  broker: RealtimeBroker;
  log: Logger;
  relayLag(): number | Promise<number>;
  consumerLag(): number;
}

/** Tells at once and then every five seconds. The answer stops it. */
export function startPulse({ source, broker, log, relayLag, consumerLag }: PulseOptions): () => void {
  const beat = async () => {
    const at = Date.now();
    const pulse: Pulse = { source, relayLagMs: Math.round(await relayLag()), consumerLagMs: Math.round(consumerLag()), at };
    await broker.emit(PULSE_CHANNEL, { key: source, version: String(at), at, body: JSON.stringify(pulse) });
  };
  const tell = () => void beat().catch((error) => log.debug({ error }, 'a pulse was not heard'));
  const timer = setInterval(tell, PULSE_EVERY).unref();
  tell();
  return () => clearInterval(timer);
}
