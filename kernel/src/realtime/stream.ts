/** A condition on a message's body. Paths are dotted: `payload.moduleKey`. */
export type MessageFilter =
  | { path: string; in: readonly (string | number | boolean | null)[] }
  | { all: readonly MessageFilter[] }
  | { any: readonly MessageFilter[] }
  | { not: MessageFilter };

/** What a subgraph answers to a subscription that asks to be opened: where its events will come from. */
export interface StreamOpening {
  /** Channels of the realtime broker; the messages of all of them belong to the subscription. At most a few. */
  channels: readonly string[];
  /** Which of their messages. All, without it. */
  where?: MessageFilter;
}
