import type { Writable } from 'node:stream';

/** FIN, and a text. */
const TEXT = 0x81;
/** Beyond this (bytes) copying costs more than a second write. */
const COPIED = 16 * 1024;

/**
 * Writes one unmasked text frame (RFC 6455 §5.2) made of two parts, of which the first is shared with other connections. ws writes its
 * own frames as a whole while compression is off, so that the two never mix.
 */
export function writeTextFrame(socket: Writable, shared: Buffer, own: Buffer): void {
  const length = shared.length + own.length;
  const headLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  if (length > COPIED) {
    const head = Buffer.allocUnsafe(headLength);
    writeHead(head, length);
    socket.cork();
    socket.write(head);
    socket.write(shared);
    socket.write(own);
    socket.uncork();
    return;
  }
  const frame = Buffer.allocUnsafe(headLength + length);
  writeHead(frame, length);
  shared.copy(frame, headLength);
  own.copy(frame, headLength + shared.length);
  socket.write(frame);
}

function writeHead(frame: Buffer, length: number): void {
  frame[0] = TEXT;
  if (length < 126) frame[1] = length;
  else if (length < 65_536) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
}
