import { publicFacts } from '@supergraph/kernel/errors';
import { encodeCursor, type Position, type Positions, RealtimeErrors } from '@supergraph/kernel/realtime';
import type { OperationResult } from '../operation.js';

/** Where a frame stands: the message that it was made from. Null for one that is nobody's message. */
export interface FrameSource extends Position {
  channel: string;
}

interface FrameInit {
  /** Of the message; frames of one key replace one another where only the latest counts. */
  key: string;
  cursor: string;
  source: FrameSource | null;
  /** `data` and `errors`, as JSON: what is compared to tell whether anything changed. */
  body: string;
  /** What stands in `extensions` beside the cursor. */
  extensions?: Readonly<Record<string, unknown>> | undefined;
  isResync?: boolean;
}

/** A part, and the boundary after it: clients read a part when they have seen that. */
export const multipartPart = (json: string): Buffer =>
  Buffer.from(`\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${json}\r\n--graphql`);

const WS_HEAD = Buffer.from('{"type":"next","payload":');

/** One answer of a subscription, written down once for everybody who gets it. */
export class Frame {
  readonly key: string;
  readonly cursor: string;
  readonly source: FrameSource | null;
  readonly body: string;
  readonly isResync: boolean;
  /** The answer as JSON. */
  readonly payload: Buffer;
  readonly #extensions: Readonly<Record<string, unknown>> | undefined;
  #ws: Buffer | undefined;
  #event: Buffer | undefined;
  #part: Buffer | undefined;

  constructor({ key, cursor, source, body, extensions, isResync = false }: FrameInit) {
    this.key = key;
    this.cursor = cursor;
    this.source = source;
    this.body = body;
    this.isResync = isResync;
    this.#extensions = extensions;
    this.payload = Buffer.from(`${body.slice(0, -1)},"extensions":${JSON.stringify({ ...extensions, cursor })}}`);
  }

  /** The beginning of a message of graphql-transport-ws: all but the operation's id, which comes last. */
  get ws(): Buffer {
    this.#ws ??= Buffer.concat([WS_HEAD, this.payload]);
    return this.#ws;
  }

  /** An event of an event stream that carries one operation. */
  get event(): Buffer {
    this.#event ??= Buffer.from(`event: next\nid: ${this.cursor}\ndata: ${this.payload}\n\n`);
    return this.#event;
  }

  /** A part of a multipart answer. */
  get part(): Buffer {
    this.#part ??= multipartPart(`{"payload":${this.payload}}`);
    return this.#part;
  }

  get bytes(): number {
    return this.payload.byteLength;
  }

  /** The same answer at another place. */
  at(cursor: string): Frame {
    if (cursor === this.cursor) return this;
    const { key, source, body, isResync } = this;
    return new Frame({ key, cursor, source, body, extensions: this.#extensions, isResync });
  }
}

/** The answer to one message. */
export function frameOf(result: OperationResult, where: { key: string; positions: Positions; source: FrameSource | null }): Frame {
  const { data = null, errors, extensions } = result;
  const body = JSON.stringify({ data, ...(errors && errors.length > 0 ? { errors } : {}) });
  return new Frame({ key: where.key, cursor: encodeCursor(where.positions), source: where.source, body, extensions });
}

/** Tells that something was missed that cannot be had any more; the subscription goes on from the cursor. */
export function resyncFrame(cursor: string): Frame {
  const error = RealtimeErrors.RESYNC_REQUIRED();
  const body = JSON.stringify({ data: null, errors: [{ message: error.message, extensions: { ...publicFacts(error), cursor } }] });
  return new Frame({ key: '', cursor, source: null, body, isResync: true });
}
