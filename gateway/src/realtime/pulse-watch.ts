import { PULSE_CHANNEL, PULSE_EVERY, type Pulse } from '@supergraph/kernel/live';
import type { Logger } from '@supergraph/kernel/logger';
import type { PositionedMessage } from '@supergraph/kernel/realtime';
import type { FeedListener } from './channel-feed.js';
import type { Hub, Membership } from './hub.js';
import { bodyOf } from './message-body.js';
import type { RealtimeMetrics } from './realtime-metrics.js';
import type { Triggers } from './triggers.js';

export interface PulseWatch {
  stop(): void;
}

/** A source that has said nothing for so long (ms) lags by that time. */
const SILENT = PULSE_EVERY * 1.6;
const RETRY = 5_000;

/** Stands for everything, where no source was ever heard. */
const NOBODY = 'realtime';

/**
 * Follows the pulse of the sources of events. A source that falls silent is told of in its place: whoever watches sees its lag
 * grow, and never a standing picture.
 */
export function followPulse({
  hub,
  triggers,
  metrics,
  log,
}: {
  hub: Hub;
  triggers: Triggers;
  metrics: RealtimeMetrics;
  log: Logger;
}): PulseWatch {
  const heard = new Map<string, { pulse: Pulse; at: number }>();
  const startedAt = Date.now();
  let membership: Membership | null = null;
  let isStopped = false;
  let retry: NodeJS.Timeout | undefined;

  const listener: FeedListener = {
    message(message: PositionedMessage) {
      const pulse = bodyOf(message) as Pulse;
      heard.set(pulse.source, { pulse, at: Date.now() });
      metrics.lag.set({ source: pulse.source }, Math.max(pulse.relayLagMs, pulse.consumerLagMs) / 1_000);
    },
    lost: () => {},
  };
  const join = () => {
    hub.join(PULSE_CHANNEL, listener).then(
      (joined) => {
        if (isStopped) joined.leave();
        else membership = joined;
      },
      (error) => {
        log.debug({ error }, 'the pulse of events cannot be heard yet');
        if (!isStopped) retry = setTimeout(join, RETRY).unref();
      },
    );
  };
  const silent = (now: number): Pulse[] => {
    if (heard.size === 0) return [{ source: NOBODY, relayLagMs: 0, consumerLagMs: now - startedAt, at: now }];
    return [...heard.values()]
      .filter(({ at }) => now - at > SILENT)
      .map(({ pulse, at }) => ({
        ...pulse,
        consumerLagMs: pulse.consumerLagMs + now - at,
        at: now,
      }));
  };
  const tick = () => {
    for (const pulse of silent(Date.now())) {
      metrics.lag.set({ source: pulse.source }, pulse.consumerLagMs / 1_000);
      for (const { trigger, channels } of triggers.all()) if (channels.includes(PULSE_CHANNEL)) trigger.tell(pulse.source, pulse);
    }
  };
  join();
  const timer = setInterval(tick, PULSE_EVERY).unref();
  return {
    stop() {
      isStopped = true;
      clearInterval(timer);
      clearTimeout(retry);
      membership?.leave();
    },
  };
}
