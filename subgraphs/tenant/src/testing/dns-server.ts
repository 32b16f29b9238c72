import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** What the server says at a name; `silence` is no answer at all. */
type Zone = { txt: readonly (readonly string[])[] } | 'nothing' | 'server-failure' | 'silence';

const TXT = 16;
const RESPONSE = 0x8180;
const RCODES = { nothing: 3, 'server-failure': 2 };

/** A DNS server on loopback that holds TXT records: real packets, for a real resolver. Other names do not exist. */
export async function startDnsServer() {
  const zones = new Map<string, Zone>();
  const asked: string[] = [];
  const gatherings = new Map<string, { size: number; waiting: (() => void)[] }>();
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const { name, end } = readName(query);
    asked.push(name);
    const zone = zones.get(name) ?? 'nothing';
    if (zone === 'silence') return;
    const send = () => socket.send(answer(query.subarray(0, end + 4), zone), port, address);
    const gathering = gatherings.get(name);
    if (!gathering) return send();
    gathering.waiting.push(send);
    if (gathering.waiting.length >= gathering.size) for (const each of gathering.waiting.splice(0)) each();
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    /** The names that were asked for, in order. */
    asked,
    /** Puts records at a name; a record in pieces is a list. */
    put: (name: string, ...records: (string | string[])[]) => void zones.set(name, { txt: records.map((record) => [record].flat()) }),
    failAt: (name: string, how: 'server-failure' | 'silence' | 'nothing') => void zones.set(name, how),
    /** Answers that many questions for a name together, so that what follows happens at once. */
    gather: (name: string, size: number) => void gatherings.set(name, { size, waiting: [] }),
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

/** The question again, and what there is to say; records point back to the question's name. */
function answer(question: Buffer, zone: Exclude<Zone, 'silence'>): Buffer {
  const records = typeof zone === 'string' ? [] : zone.txt.map(toRecord);
  const header = Buffer.alloc(12);
  header.writeUInt16BE(question.readUInt16BE(0), 0);
  header.writeUInt16BE(RESPONSE | (typeof zone === 'string' ? RCODES[zone] : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, question.subarray(12), ...records]);
}

function toRecord(pieces: readonly string[]): Buffer {
  const data = Buffer.concat(pieces.map((piece) => Buffer.concat([Buffer.from([piece.length]), Buffer.from(piece, 'latin1')])));
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(TXT, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
