import type { Trail } from './trails.js';

interface Operation {
  query: string;
  variables?: Record<string, unknown>;
}

const EVENT = 'id sequence action changes reason hash prevHash organization { id } actor { id user { id } } targets { id }';
const PAGE = `nodes { ${EVENT} } edges { cursor node { id } }`;
const trailOf = (__typename: string, id: string): Operation => ({
  query: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${__typename} {
    all: auditEvents(first: 100) { ${PAGE} } some: auditEvents(filter: { query: "tenant", outcome: [SUCCESS] }) { ${PAGE} } } } }`,
  variables: { of: [{ __typename, id }] },
});

/** Everything that the schema lets one try with another organization's trail, by root field. */
export const breakIns: Record<string, (their: Trail) => Operation[]> = {
  'Query.auditEvents': ({ userId }) => [
    { query: `{ auditEvents(first: 100) { ${PAGE} } }` },
    { query: `query ($ids: [ID!]) { auditEvents(filter: { actorIds: $ids }) { ${PAGE} } }`, variables: { ids: [userId] } },
  ],
  'Query.auditChainVerify': ({ organizationId }) => [
    {
      query: 'query ($id: ID) { auditChainVerify(organizationId: $id) { ok checked headHash } }',
      variables: { id: organizationId },
    },
    { query: '{ auditChainVerify { ok checked headHash } }' },
  ],
  'Query._entities': ({ organizationId, userId, event }) => [
    trailOf('Organization', organizationId),
    trailOf('User', userId),
    {
      query: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on AuditEvent { ${EVENT} } } }`,
      variables: { of: [{ __typename: 'AuditEvent', id: event.id }] },
    },
  ],
};
