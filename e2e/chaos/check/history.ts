/** One change that a writer asked for. */
export interface Write {
  /** Made up by the writer; the row that it writes and the event's payload carry it. */
  id: string;
  /** The aggregate. */
  key: string;
  /** `unknown`: the answer never came, so it may have been committed or not. */
  outcome: 'acknowledged' | 'refused' | 'unknown';
  /** When it was sent and when the answer was there, on the run's clock (ms). */
  sentAt?: number;
  answeredAt?: number;
}

/** A row that is in the database when all is over: the truth. */
export interface Committed {
  id: string;
  key: string;
}

/** An event as it lies in a topic, in the order of partitions and offsets. */
export interface Published extends Committed {
  eventId: string;
  sequence: number;
  partition: number;
  offset: number;
}

/** What a consumer did, in the order in which it did it. */
export interface Effect extends Committed {
  /** The consumer. */
  sink: string;
  eventId: string;
  sequence: number;
}

/** A value that readers get beside the one that is stored, after everything has come to rest. */
export interface CachedValue {
  key: string;
  cached: unknown;
  stored: unknown;
}

/** What a socket was sent for one operation. */
export interface Frame {
  kind: 'event' | 'resync' | 'error' | 'complete';
  /** Of the message in its channel; of events and of the place that a resync goes on from. */
  epoch?: string;
  offset?: number;
  /** Whose data it is. */
  organizationId?: string;
  /** Of an error. */
  code?: string;
  /** Milliseconds of the run's clock. */
  at: number;
}

export interface Stream {
  /** Socket and operation. */
  id: string;
  organizationId: string;
  /** The position that it began from. */
  from?: { epoch: string; offset: number };
  frames: readonly Frame[];
}

/** From when on a stream may not be sent anything more: when the change that forbids it was committed. */
export interface Revocation {
  stream: string;
  at: number;
}

/** Resident memory of a process over the run, in bytes. */
export interface Memory {
  process: string;
  samples: readonly number[];
}

/** All that is known of a run. What a fault does not look at stays empty. */
export interface History {
  writes: readonly Write[];
  committed: readonly Committed[];
  published: readonly Published[];
  effects: readonly Effect[];
  /** Consumers that have to have handled everything. */
  sinks: readonly string[];
  cached: readonly CachedValue[];
  streams: readonly Stream[];
  revocations: readonly Revocation[];
  memory: readonly Memory[];
}

export const nothingHappened: History = {
  writes: [],
  committed: [],
  published: [],
  effects: [],
  sinks: [],
  cached: [],
  streams: [],
  revocations: [],
  memory: [],
};

export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8';

export interface Violation {
  invariant: Invariant;
  what: string;
}
