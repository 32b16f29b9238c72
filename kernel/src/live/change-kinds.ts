import type { EventDefinition, EventRecord } from '../events/index.js';
import type { MessageFilter } from '../realtime/index.js';

/** Kinds of change that clients know, each with the events that mean it. */
export interface ChangeKinds<Kind extends string> {
  /** What an event means; a fault for one that means none, which `where` keeps out. */
  kindOf(record: Pick<EventRecord, 'type'>): Kind;
  /** The events of these kinds; of all there are, without them. What else is told on a channel, now or later, is left out. */
  where(kinds?: readonly Kind[] | null): MessageFilter;
}

// biome-ignore lint/suspicious/noExplicitAny: events of any payload.
export function changeKinds<Kind extends string>(events: Readonly<Record<Kind, EventDefinition<any>>>): ChangeKinds<Kind> {
  const entries = Object.entries<EventDefinition>(events) as [Kind, EventDefinition][];
  const kinds = new Map(entries.map(([kind, { type }]) => [type, kind]));
  return {
    kindOf({ type }) {
      const kind = kinds.get(type);
      if (!kind) throw new Error(`The event "${type}" means no change that clients know`);
      return kind;
    },
    where: (wanted) => ({ path: 'type', in: (wanted ?? entries.map(([kind]) => kind)).map((kind) => events[kind].type) }),
  };
}
