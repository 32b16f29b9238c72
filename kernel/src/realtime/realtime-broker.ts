/** A place in a channel. Offsets of one epoch grow by one for every message; another epoch has nothing to do with them. */
export interface Position {
  /** Made up when the channel's history begins, and again whenever that was lost. */
  epoch: string;
  /** Of the last message; 0 before the first. */
  offset: number;
}

/** What a channel carries: an event, or another thing that happened, as the subgraph that emits it wrote it down. */
export interface RealtimeMessage {
  /** What the message is about: `organization-module:<id>`. Messages of one key replace one another where only the latest counts. */
  key: string;
  /** Number of the message within its key in decimal digits, growing. A message that is not newer than the channel's last one of its key is dropped. */
  version: string;
  /** When it happened: milliseconds since 1970. */
  at: number;
  /** JSON. */
  body: string;
}

export interface PositionedMessage extends RealtimeMessage, Position {}

export interface ChannelListener {
  /** In the order of offsets, as far as they arrive; the caller looks for holes. Must not throw. */
  message(message: PositionedMessage): void;
  /** The connection was lost and is back, or a message may have been lost otherwise: look at the position. */
  interrupted(): void;
}

/**
 * Messages to whoever listens, with a short memory: who was away for a while gets what was missed, or learns that it cannot be
 * had. Semantics: Centrifugo's history and recovery (centrifugal.dev, "History and recovery").
 */
export interface RealtimeBroker {
  /** Appends and publishes at once. Null: this message, or a newer one of its key, was emitted before. */
  emit(channel: string, message: RealtimeMessage): Promise<Position | null>;
  /** Where the channel is now. Asking begins its history, so that what comes later can be had from this place on. */
  position(channel: string): Promise<Position>;
  /** The positions of several channels, in their order, for about the price of one. */
  positions(channels: readonly string[]): Promise<Position[]>;
  /** Everything after a position, oldest first. Null: the epoch is another one, or part of it is forgotten. Never a part. */
  since(channel: string, after: Position): Promise<PositionedMessage[] | null>;
  /** Listens from when the promise is fulfilled. The answer stops it. @throws REALTIME_UNAVAILABLE where the broker is away. */
  listen(channel: string, listener: ChannelListener): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
