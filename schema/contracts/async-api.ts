import type { EventDefinition } from '@supergraph/kernel/events';
import { envelopeHeaders, messageKey } from './envelope-headers.js';
import { compareText } from './json-schema.js';
import { schemaPath } from './payload-schema.js';
import type { EventContract } from './plan-event.js';
import { type Reader, reads } from './readers.js';

/** How a topic is made. */
export interface TopicSettings {
  partitions: number;
  /** Milliseconds. */
  retention: number;
}

export interface AsyncApiRequest {
  contracts: readonly EventContract[];
  readers: readonly Reader[];
  /** Of the product. */
  version: string;
  settingsOf(topic: string): TopicSettings;
}

type Named = Record<string, unknown>;

/** A topic and what travels in it. */
interface Topic {
  name: string;
  source: string;
  aggregate: string;
  types: readonly string[];
}

/** The AsyncAPI 3.0 document of all events: topics are channels, types are messages, publishing and consuming are operations. */
export function asyncApi({ contracts, readers, version, settingsOf }: AsyncApiRequest): Named {
  const topics = topicsOf(contracts);
  return {
    asyncapi: '3.0.0',
    id: 'urn:innoerp:events',
    info: {
      title: 'innoERP events',
      version,
      description:
        'What the subgraphs tell each other, and partners who listen: CloudEvents 1.0 over Kafka, one topic per publisher and aggregate.',
    },
    defaultContentType: 'application/json',
    channels: named(topics, (topic) => [topic.name, channel(topic, settingsOf(topic.name))]),
    operations: {
      ...named(topics, (topic) => [`${topic.source}-sends-${topic.aggregate}`, sending(topic)]),
      ...receivings(topics, readers),
    },
    components: {
      messages: named(contracts, (contract) => [contract.type, message(contract)]),
      messageTraits: { cloudEvent: { headers: envelopeHeaders, bindings: { kafka: { key: messageKey, bindingVersion: '0.5.0' } } } },
    },
  };
}

const named = <Item>(items: readonly Item[], entry: (item: Item) => readonly [string, unknown]): Named =>
  Object.fromEntries(items.map(entry));

function topicsOf(contracts: readonly EventContract[]): Topic[] {
  const definitions = contracts.flatMap((contract) => contract.definitions);
  return [...Map.groupBy(definitions, ({ topic }) => topic)]
    .map(([name, [first, ...others]]) => topic(name, first as EventDefinition, others))
    .sort((a, b) => compareText(a.name, b.name));
}

const topic = (name: string, first: EventDefinition, others: readonly EventDefinition[]): Topic => ({
  name,
  source: first.source,
  aggregate: first.aggregate,
  types: [first, ...others].map(({ type }) => type).sort(compareText),
});

const channel = ({ name, source, aggregate, types }: Topic, { partitions, retention }: TopicSettings) => ({
  address: name,
  title: `${aggregate} of ${source}`,
  messages: Object.fromEntries(types.map((type) => [type, { $ref: `#/components/messages/${type}` }])),
  bindings: {
    kafka: {
      topic: name,
      partitions,
      topicConfiguration: { 'cleanup.policy': ['delete'], 'retention.ms': retention },
      bindingVersion: '0.5.0',
    },
  },
});

function message({ type, minor, schema, fixture, definitions }: EventContract) {
  const { $schema: _dialect, $id: _id, ...payload } = schema;
  return {
    name: type,
    title: type,
    summary: schema.description,
    contentType: 'application/json',
    correlationId: { location: '$message.header#/ce_correlationid' },
    traits: [{ $ref: '#/components/messageTraits/cloudEvent' }],
    headers: {
      type: 'object',
      properties: {
        ce_source: { enum: definitions.map(({ source }) => `/sg/${source}`) },
        ce_type: { enum: definitions.map(({ source, aggregate }) => `innoerp.${source}.${aggregate}.${type}`) },
        ce_dataschema: { examples: [schemaPath(type, minor)] },
      },
    },
    payload,
    examples: [{ name: 'example', payload: fixture }],
  };
}

const sending = ({ name, source, aggregate, types }: Topic) => ({
  action: 'send',
  title: `${source} tells of ${aggregate}`,
  ...within(name, types),
});

/** One for each subgraph and topic of which it consumes something. */
function receivings(topics: readonly Topic[], readers: readonly Reader[]): Named {
  const bySubgraph = [...Map.groupBy(readers, ({ subgraph }) => subgraph)].sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(bySubgraph.flatMap(([subgraph, its]) => topics.flatMap((topic) => receiving(topic, subgraph, its))));
}

function receiving({ name, source, aggregate, types }: Topic, subgraph: string, readers: readonly Reader[]): [string, unknown][] {
  const consumers = readers.filter((reader) => types.some((type) => reads(reader, type)));
  const read = types.filter((type) => consumers.some((reader) => reads(reader, type)));
  if (read.length === 0) return [];
  const summary = `Consumed by ${consumers.map(({ consumer }) => consumer).join(', ')}.`;
  const operation = { action: 'receive', title: `${subgraph} hears of ${aggregate} from ${source}`, summary, ...within(name, read) };
  return [[`${subgraph}-receives-${source}-${aggregate}`, operation]];
}

const within = (topic: string, types: readonly string[]) => ({
  channel: { $ref: `#/channels/${topic}` },
  messages: types.map((type) => ({ $ref: `#/channels/${topic}/messages/${type}` })),
});
