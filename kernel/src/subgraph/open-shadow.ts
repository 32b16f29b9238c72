import { createOrm } from '../db/index.js';
import type { Consumer, EventRecord, RepairOptions } from '../events/index.js';
import { type ContextParts, createContext } from './create-context.js';
import type { SubgraphDefinition } from './definition.js';
import { ofConsumer } from './origins.js';

interface ShadowParts extends ContextParts {
  definition: SubgraphDefinition;
  config: { DATABASE_URL: string };
}

/** The subgraph's consumers in another schema: what they write there is seen by nobody else, and what they announce goes nowhere. */
export async function openShadow(parts: ShadowParts, schema: string): ReturnType<RepairOptions['openShadow']> {
  const { definition, config } = parts;
  const orm = await createOrm({ url: config.DATABASE_URL, schema, searchPath: schema, entities: definition.entities });
  const shadow: ContextParts = { ...parts, orm, committed: async () => {}, isOverloaded: () => false };
  return {
    contextFor: (consumer: Consumer, record: EventRecord) => createContext(shadow, ofConsumer(consumer, record)),
    close: () => orm.close(true),
  };
}
