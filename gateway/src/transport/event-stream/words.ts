import { multipartPart } from '../../realtime/frame.js';
import { failureOf, type StreamWords } from './stream-operation.js';

/** graphql-sse, distinct connections mode: one operation for each event stream. */
export const eventStreamWords: StreamWords = {
  begin: ':\n\n',
  heartbeat: ':\n\n',
  frame: (frame) => frame.event,
  next: (answer) => `event: next\ndata: ${JSON.stringify(answer)}\n\n`,
  complete: 'event: complete\ndata:\n\n',
  failure: (error) => `event: next\ndata: ${JSON.stringify(failureOf(error))}\n\n`,
};

/** Apollo's multipart protocol, subscriptionSpec 1.0: clients read a part when they have seen the boundary after it. */
export const multipartWords: StreamWords = {
  begin: '\r\n--graphql',
  heartbeat: multipartPart('{}'),
  frame: (frame) => frame.part,
  next: (answer) => multipartPart(JSON.stringify({ payload: answer })),
  complete: '--\r\n',
  failure: (error) => multipartPart(JSON.stringify({ payload: null, errors: failureOf(error).errors })),
};

export const EVENT_STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // Proxies that keep answers until they are whole are asked not to.
  'x-accel-buffering': 'no',
};

export const MULTIPART_HEADERS = { ...EVENT_STREAM_HEADERS, 'content-type': 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"' };
