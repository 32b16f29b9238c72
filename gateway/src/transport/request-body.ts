import type { Readable } from 'node:stream';
import { GatewayErrors } from '../gateway.errors.js';
import type { HttpBody } from '../http.js';

/** The body of a request as it comes. */
export const requestBody = (stream: Readable): HttpBody => ({
  text: (mostBytes = Number.POSITIVE_INFINITY) => readText(stream, mostBytes),
});

/** By its events: most bodies are one piece, for which an iterator costs more than all the rest of the reading. */
function readText(stream: Readable, mostBytes: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const pieces: Buffer[] = [];
  let size = 0;
  const settle = (end: () => void) => {
    stream.off('data', onData).off('end', onEnd).off('error', onError);
    end();
  };
  const onData = (piece: Buffer) => {
    size += piece.length;
    if (size <= mostBytes) pieces.push(piece);
    else {
      stream.pause();
      settle(() => reject(GatewayErrors.BODY_TOO_LARGE(mostBytes)));
    }
  };
  const onEnd = () => settle(() => resolve((pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces)).toString()));
  const onError = (error: Error) => settle(() => reject(error));
  stream.on('data', onData).on('end', onEnd).on('error', onError);
  return promise;
}
