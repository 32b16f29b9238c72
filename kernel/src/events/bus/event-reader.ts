import type { EventRecord } from '../event-record.js';

/** A message as bytes, the way Kafka carries it. */
export interface RawMessage {
  key: Buffer | null;
  headers: Readonly<Record<string, string>>;
  value: Buffer | null;
}

/** One message of a stream, on its way to a consumer. */
export interface Delivery {
  topic: string;
  /** Ordered on its own: `<topic>/<partition>` in Kafka, a publisher's whole log where there is none. */
  stream: string;
  /** Place in the stream: a decimal that grows. Not the event's `position`, which is of its publisher's log everywhere. */
  at: string;
  /** When it was stored: milliseconds since 1970. */
  storedAt: number;
  /** Null where the message is no event of ours, or a broken one. */
  record: EventRecord | null;
  /** Why there is no record. */
  problem?: string | undefined;
  raw(): RawMessage;
}

/** A part of one stream, handed to one member of a group. What was not committed comes again. */
export interface StreamBatch {
  stream: string;
  deliveries: readonly Delivery[];
  /** Everything up to and including this place is done. Whoever dies within the next half second may be handed some of it again. */
  commit(at: string): Promise<void>;
  /** Tells the others of the group that work goes on. @throws where the stream belongs to somebody else by now. */
  heartbeat(): Promise<void>;
  /** True as soon as the stream may be somebody else's, or the reading ends: do not begin anything new. */
  isLost(): boolean;
}

export interface JoinOptions {
  /** Members of one group share the streams; each group gets all of them. */
  group: string;
  /** Names of topics; `evt.tenant.*` for all of a publisher, `evt.*` for all there are. */
  topics: readonly string[];
  /** Where a group begins that never committed anything. */
  begin: 'first' | 'latest';
  /** Every process is a group of its own, which begins at the end and leaves nothing behind. */
  everyReplica?: boolean;
  /** Where the places of a group are kept where there is no Kafka to keep them. Without it they are forgotten. */
  places?: PlaceStore;
  /** Streams are handed over side by side, one batch of each at a time. What it throws is tried again later. */
  handle(batch: StreamBatch): Promise<void>;
}

export interface PlaceStore {
  load(stream: string): Promise<string | null>;
  save(stream: string, at: string): Promise<void>;
}

/** A member of a group. */
export interface Member {
  /** Milliseconds by which the last message that was handed over was late; zero when there is nothing to read. */
  lag(): number;
  /** Leaves in an orderly way: what is being handled ends first. */
  leave(): Promise<void>;
}

export interface ReadOptions {
  topics: readonly string[];
  /** From the first message that was stored then or later, or all there is. */
  from: Date | 'first';
  /** Up to what was stored before then, or to what is stored when the end is asked for. */
  to: Date | 'end';
  /** One batch of a stream after the other. What it throws ends the reading. */
  handle(batch: Pick<StreamBatch, 'stream' | 'deliveries' | 'heartbeat'>): Promise<void>;
}

/** A range that is being read. */
export interface Reading {
  /** Resolves when all is handled up to the end of the range as it is now; called again, it goes on with what has come since. */
  toEnd(): Promise<void>;
  close(): Promise<void>;
}

/** The ends of a stream: places of the first message that is kept, and the one after the last. */
export interface StreamEnds {
  stream: string;
  first: string;
  next: string;
}

/** Where consumers read: Kafka, or the publishers' logs. Both keep to one contract. */
export interface EventReader {
  join(options: JoinOptions): Promise<Member>;
  /** Reads a range in nobody's name: no group notices. */
  open(options: ReadOptions): Promise<Reading>;
  ends(topics: readonly string[]): Promise<StreamEnds[]>;
  /** All members leave. */
  close(): Promise<void>;
}

/** Reads a range once. */
export async function readOnce(reader: Pick<EventReader, 'open'>, options: ReadOptions): Promise<void> {
  const reading = await reader.open(options);
  try {
    await reading.toEnd();
  } finally {
    await reading.close();
  }
}
