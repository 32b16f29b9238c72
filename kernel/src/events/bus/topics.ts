import type { TopicSpec } from './event-bus.js';

const DAY = 86_400_000;

/** Delays of the tiers through which a consumer tries again what does not work: milliseconds, by name. */
export const RETRY_TIERS = { '5s': 5_000, '1m': 60_000, '10m': 600_000 } as const;
export type RetryTier = keyof typeof RETRY_TIERS;

export const consumerGroup = (subgraph: string) => `${subgraph}.consumers`;
export const retryTopic = (group: string, tier: RetryTier) => `${group}.retry.${tier}`;
export const deadLetterTopic = (group: string) => `${group}.dlq`;

/** How a topic has to be, by its name: 12 partitions for events, 3 for what failed. */
export function specOf(topic: string): TopicSpec {
  if (topic.endsWith('.dlq')) return { name: topic, partitions: 3, retention: 30 * DAY };
  return { name: topic, partitions: topic.startsWith('evt.') ? 12 : 3, retention: 7 * DAY };
}

/** The publisher of a topic: `evt.<publisher>.<aggregate>.v1`, or `<subgraph>.<what>` for what a subgraph keeps for itself. */
export function publisherOf(topic: string): string {
  const [first = '', second = ''] = topic.split('.');
  return first === 'evt' ? second : first;
}

/** Whether a list of names and patterns (`evt.*`, `evt.tenant.*`) holds the topic. */
export function holdsTopic(patterns: readonly string[], topic: string): boolean {
  return patterns.some((pattern) => (isPattern(pattern) ? topic.startsWith(pattern.slice(0, -1)) : pattern === topic));
}

export const isPattern = (name: string): boolean => name.endsWith('*');
