import { z } from 'zod';

const payload = z.record(z.string(), z.unknown()).nullish();
const id = z.string().min(1).max(256);

/** What clients say in graphql-transport-ws. */
const message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connection_init'), payload }),
  z.object({ type: z.literal('ping'), payload }),
  z.object({ type: z.literal('pong'), payload }),
  z.object({ type: z.literal('subscribe'), id, payload: z.record(z.string(), z.unknown()) }),
  z.object({ type: z.literal('complete'), id }),
]);

export type ClientMessage = z.output<typeof message>;

export const PROTOCOL = 'graphql-transport-ws';

/** Reads a message; null where it is none. */
export function readMessage(text: string): ClientMessage | null {
  try {
    return message.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Close codes of the protocol and of RFC 6455, with what they mean to published clients. */
export const Close = {
  BAD_REQUEST: 4400,
  UNAUTHORIZED: 4401,
  FORBIDDEN: 4403,
  SUBPROTOCOL: 4406,
  INIT_TIMEOUT: 4408,
  DUPLICATE: 4409,
  TOO_MANY_INITS: 4429,
  SERVER: 4500,
} as const;
