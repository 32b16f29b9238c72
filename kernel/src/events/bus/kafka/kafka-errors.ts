/** Kafka's word for what went wrong, such as UNKNOWN_TOPIC_OR_PARTITION, through the wrappers of kafkajs. */
export function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { type, cause, originalError } = error as { type?: unknown; cause?: unknown; originalError?: unknown };
  return typeof type === 'string' ? type : (reasonOf(cause) ?? reasonOf(originalError));
}
