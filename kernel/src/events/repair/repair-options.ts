import type { Logger } from '../../logger/index.js';
import type { EventReader } from '../bus/event-reader.js';
import type { ConsumerContext } from '../consume/consume-event.js';
import type { Consumer } from '../define-consumer.js';
import type { EventRecord } from '../event-record.js';

export interface RepairOptions {
  /** The subgraph. */
  owner: string;
  consumers: readonly Consumer[];
  reader: EventReader;
  /** Whether events are published to Kafka. */
  hasBus: boolean;
  log: Logger;
  contextFor: (consumer: Consumer, record: EventRecord) => ConsumerContext;
  ownContext: () => ConsumerContext;
  /** Contexts of the consumers in another schema of the same database, whose events go nowhere. */
  openShadow: (schema: string) => Promise<{ contextFor: RepairOptions['contextFor']; close(): Promise<void> }>;
}
