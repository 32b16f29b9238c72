export { declareTopics } from './bus/declare-topics.js';
export { decodeEvent, encodeEvent, UndecodableError } from './bus/envelope.js';
export {
  type BusMessage,
  type EventBus,
  type EventPublisher,
  MessageRefusedError,
  type Receipt,
  TopicMismatchError,
  type TopicSpec,
} from './bus/event-bus.js';
export {
  type Delivery,
  type EventReader,
  type JoinOptions,
  type Member,
  type PlaceStore,
  type RawMessage,
  type Reading,
  type ReadOptions,
  readOnce,
  type StreamBatch,
  type StreamEnds,
} from './bus/event-reader.js';
export { kafkaBus } from './bus/kafka/kafka-bus.js';
export type { KafkaOptions } from './bus/kafka/kafka-parts.js';
export { logReader } from './bus/log-reader.js';
export { specOf } from './bus/topics.js';
export { type ConsumerContext, consume, type Outcome } from './consume/consume-event.js';
export { ConsumerRunner, type ConsumerStats, type RunnerOptions } from './consume/consumer-runner.js';
export { type DirectConsumer, defineDirectConsumer, type EventChoice } from './consume/define-direct-consumer.js';
export { DirectRunner } from './consume/direct-runner.js';
export { type Consumer, defineConsumer, defineConsumerOfAll } from './define-consumer.js';
export { definedEvents, type EventDefinition, eventsOf } from './define-event.js';
export { eventFeed, type FeedRequest, type LogFeed, type ReadFeed, readHead, withoutCopies } from './event-feed.js';
export { aggregateKey, type EventHeaders, type EventRecord } from './event-record.js';
export { EventRecorder, MAX_EVENT_BYTES, type RaisedEvent } from './event-recorder.js';
export { EVENTS_PATH, type EventTransport, httpEvents, type InProcessEvents, inProcessEvents } from './event-transport.js';
export { eventMigrations } from './events-migration.js';
export { isInfrastructureError } from './infrastructure-error.js';
export { organizationAccessed } from './organization-accessed.js';
export { appendToOutbox } from './outbox.js';
export type { BacklogStats } from './relay/backlog.js';
export { Relay, type RelayOptions } from './relay/relay.js';
export { EventRepair, type Parked } from './repair/event-repair.js';
export { type RepairCode, RepairError } from './repair/repair-error.js';
export type { RepairOptions } from './repair/repair-options.js';
export { Signal } from './signal.js';
