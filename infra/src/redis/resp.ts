import { once } from 'node:events';
import { connect } from 'node:net';

/** What Redis sends back, in its protocol RESP2. A refusal of one command is an answer too: an Error. */
export type Reply = string | number | null | Error | Reply[];

const PATIENCE_MS = 3000;
const END_OF_LINE = Buffer.from('\r\n');

/** Sends the commands on a connection of its own and gives their replies; throws when what listens there is silent or no Redis. */
export async function askRedis(port: number, commands: readonly (readonly string[])[]): Promise<Reply[]> {
  const socket = connect({ host: '127.0.0.1', port });
  const deadline = setTimeout(() => socket.destroy(new Error(`Nothing on port ${port} answers in time`)), PATIENCE_MS);
  try {
    await once(socket, 'connect');
    socket.write(commands.map(encode).join(''));
    let received = Buffer.alloc(0);
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk as Buffer]);
      const replies = decodeAll(received);
      if (replies.length >= commands.length) return replies;
    }
    throw new Error(`What listens on port ${port} ended the conversation`);
  } finally {
    clearTimeout(deadline);
    socket.destroy();
  }
}

function encode(command: readonly string[]): string {
  return `*${command.length}\r\n${command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

/** All replies that have arrived completely. */
function decodeAll(bytes: Buffer): Reply[] {
  const replies: Reply[] = [];
  for (let next = decode(bytes, 0); next; next = decode(bytes, next.end)) replies.push(next.reply);
  return replies;
}

function decode(bytes: Buffer, start: number): { reply: Reply; end: number } | undefined {
  const lineEnd = bytes.indexOf(END_OF_LINE, start);
  if (lineEnd < 0) return undefined;
  const [kind, line, end] = [bytes.toString('latin1', start, start + 1), bytes.toString('utf8', start + 1, lineEnd), lineEnd + 2];
  if (kind === '+') return { reply: line, end };
  if (kind === '-') return { reply: new Error(line), end };
  if (kind === ':') return { reply: Number(line), end };
  if (kind === '$') return decodeText(bytes, end, Number(line));
  if (kind === '*') return decodeList(bytes, end, Number(line));
  throw new Error('What listens there does not speak the protocol of Redis');
}

function decodeText(bytes: Buffer, start: number, length: number): { reply: Reply; end: number } | undefined {
  if (length < 0) return { reply: null, end: start };
  const end = start + length + 2;
  return bytes.length < end ? undefined : { reply: bytes.toString('utf8', start, start + length), end };
}

function decodeList(bytes: Buffer, start: number, length: number): { reply: Reply; end: number } | undefined {
  const items: Reply[] = [];
  let end = start;
  while (items.length < length) {
    const next = decode(bytes, end);
    if (!next) return undefined;
    items.push(next.reply);
    end = next.end;
  }
  return { reply: items, end };
}
