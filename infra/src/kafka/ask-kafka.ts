import { once } from 'node:events';
import { connect } from 'node:net';

/** What a broker knows of its cluster. */
export interface ClusterView {
  clusterId: string;
  /** Those that serve clients. */
  brokers: { id: number; port: number }[];
}

const PATIENCE_MS = 3000;
const METADATA = 3;
/** Every Kafka 4 speaks it, and it is the last one without compact lengths. */
const VERSION = 8;
const CORRELATION = 1;
const MAX_BYTES = 1024 * 1024;

/** Asks the broker for its view of the cluster; throws when what listens there is silent or no Kafka. */
export async function askKafka(port: number): Promise<ClusterView> {
  const socket = connect({ host: '127.0.0.1', port });
  const deadline = setTimeout(() => socket.destroy(new Error(`Nothing on port ${port} answers in time`)), PATIENCE_MS);
  try {
    await once(socket, 'connect');
    socket.write(metadataRequest());
    let received = Buffer.alloc(0);
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk as Buffer]);
      const answer = answerIn(received);
      if (answer) return readView(new Reader(answer));
    }
    throw new Error(`What listens on port ${port} ended the conversation`);
  } finally {
    clearTimeout(deadline);
    socket.destroy();
  }
}

/** About no topic, and making none. */
function metadataRequest(): Buffer {
  const client = Buffer.from('infra');
  const header = [int16(METADATA), int16(VERSION), int32(CORRELATION), int16(client.length), client];
  const [noTopics, no] = [int32(0), Buffer.from([0])];
  const request = Buffer.concat([...header, noTopics, no, no, no]);
  return Buffer.concat([int32(request.length), request]);
}

/** The answer, once it is there whole. */
function answerIn(received: Buffer): Buffer | undefined {
  if (received.length < 4) return undefined;
  const length = received.readInt32BE(0);
  if (length < 4 || length > MAX_BYTES) throw new Error('What listens there does not speak the protocol of Kafka');
  return received.length < 4 + length ? undefined : received.subarray(4, 4 + length);
}

function readView(answer: Reader): ClusterView {
  if (answer.int32() !== CORRELATION) throw new Error('What listens there does not speak the protocol of Kafka');
  const _throttledMs = answer.int32();
  const brokers = Array.from({ length: answer.int32() }, () => {
    const [id, _host, port, _rack] = [answer.int32(), answer.text(), answer.int32(), answer.text()];
    return { id, port };
  });
  return { brokers, clusterId: answer.text() };
}

/** Reads one value after the other; throws at the end of the bytes. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  /** Empty for a text that is absent. */
  text(): string {
    const length = Math.max(0, this.#bytes.readInt16BE(this.#at));
    this.#at += 2 + length;
    return this.#bytes.toString('utf8', this.#at - length, this.#at);
  }
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
