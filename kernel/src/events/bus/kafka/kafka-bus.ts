import { type Admin, Kafka, logLevel as levels } from 'kafkajs';
import type { EventBus } from '../event-bus.js';
import type { Member } from '../event-reader.js';
import { KafkaMember } from './kafka-member.js';
import type { KafkaOptions, KafkaParts } from './kafka-parts.js';
import { KafkaPublisher } from './kafka-publisher.js';
import { KafkaReading } from './kafka-reading.js';
import { KafkaTopics } from './kafka-topics.js';

/** Milliseconds for which a member that dies without a word holds up its group. */
const SESSION_TIMEOUT = 15_000;

/** The bus over Apache Kafka, by kafkajs. Nothing is connected until the first use. */
export function kafkaBus(options: KafkaOptions): EventBus {
  const kafka = connectKafka(options);
  const { sessionTimeout = SESSION_TIMEOUT } = options;
  // Whoever joins a group waits until the others have come, or are given up.
  const patient = connectKafka({ ...options, requestTimeout: sessionTimeout * 2 + 5_000 });
  let connected: Promise<Admin> | undefined;
  const admin = () => {
    connected ??= connectAdmin(kafka).catch((error) => {
      connected = undefined;
      throw error;
    });
    return connected;
  };
  const disconnect = async () => {
    const old = connected;
    connected = undefined;
    await (await old?.catch(() => undefined))?.disconnect();
  };
  const { prefix = '' } = options;
  const topics = new KafkaTopics({ connect: admin, disconnect }, prefix);
  const parts: KafkaParts = {
    ...options,
    sessionTimeout,
    kafka: patient,
    topics,
    admin,
    nameOf: (ours) => prefix + ours,
    oursOf: (name) => name.slice(prefix.length),
  };
  const publisher = new KafkaPublisher({ ...parts, kafka });
  const members = new Set<Member>();
  return {
    declare: (specs) => topics.declare(specs),
    publish: (messages) => publisher.publish(messages),
    async join(joining) {
      const member = new KafkaMember(parts, joining, () => members.delete(member));
      members.add(member);
      await member.start();
      return member;
    },
    open: async (options) => new KafkaReading(parts, options),
    ends: async (names) => (await topics.ends(await topics.matching(names))).map(({ stream, first, next }) => ({ stream, first, next })),
    async close() {
      await Promise.all([...members].map((member) => member.leave()));
      await publisher.close();
      await disconnect();
    },
  };
}

async function connectAdmin(kafka: Kafka): Promise<Admin> {
  const admin = kafka.admin();
  await admin.connect();
  return admin;
}

function connectKafka({ brokers, clientId, log, requestTimeout = 10_000 }: KafkaOptions): Kafka {
  muteNegativeTimeouts();
  const words = { [levels.ERROR]: 'warn', [levels.WARN]: 'debug', [levels.INFO]: 'debug', [levels.DEBUG]: 'trace' } as const;
  return new Kafka({
    clientId,
    brokers: [...brokers],
    requestTimeout,
    connectionTimeout: 3_000,
    // Whoever uses it tries again without end; here only a short hitch is bridged.
    retry: { retries: 4, initialRetryTime: 100, maxRetryTime: 2_000 },
    logLevel: levels.INFO,
    logCreator:
      () =>
      ({ namespace, level, log: { message, timestamp: _timestamp, logger: _logger, ...rest } }) =>
        // What a connection answers is judged, and told, by whoever asked.
        log[namespace === 'Connection' ? 'debug' : (words[level as keyof typeof words] ?? 'debug')]({ kafka: namespace, ...rest }, message),
  });
}

let isMuted = false;

/** kafkajs 2.2.4 sets timers into the past now and then, which Node.js 24 tells each time; the timer fires at once, as it should. */
function muteNegativeTimeouts(): void {
  if (isMuted) return;
  isMuted = true;
  const tell = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    const isNegative = rest[0] === 'TimeoutNegativeWarning' && new Error().stack?.includes('kafkajs');
    if (!isNegative) Reflect.apply(tell, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
}
