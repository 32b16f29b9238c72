import type { Admin, Kafka } from 'kafkajs';
import type { Logger } from '../../../logger/index.js';
import type { KafkaTopics } from './kafka-topics.js';

export interface KafkaOptions {
  /** `host:port` of some brokers; they name the others. */
  brokers: readonly string[];
  /** Tells processes apart in Kafka's own logs. */
  clientId: string;
  log: Logger;
  /** Leads the names of all topics and groups, where several installations share one Kafka. */
  prefix?: string;
  /** Milliseconds after which a broker that does not answer counts as gone. */
  requestTimeout?: number;
  /** Milliseconds after which a member that is not heard loses its streams. */
  sessionTimeout?: number;
}

/** What the parts of the adapter share. */
export interface KafkaParts extends KafkaOptions {
  sessionTimeout: number;
  kafka: Kafka;
  topics: KafkaTopics;
  admin(): Promise<Admin>;
  /** What a topic or group of ours is called in Kafka, and back. */
  nameOf(ours: string): string;
  oursOf(name: string): string;
}
