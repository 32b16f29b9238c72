import type { Kind } from '../world/values.js';

/** A way to ask for one thing by something that names it. */
export interface LookUp {
  name: string;
  /** The front door, or a subgraph. */
  door: string;
  /** Asked by A's owner, or by nobody. */
  anonymous?: boolean;
  kind: Kind;
  document: string;
  variables: (value: string) => Record<string, unknown>;
  /** Where it takes other work for what there is than for what there is not: why that tells nothing. */
  differs?: string;
}

const reference = (door: string, type: string, kind: Kind, { key = 'id', select = 'id' } = {}): LookUp => ({
  name: `${door}: _entities ${type} by ${key}`,
  door,
  kind,
  document: `query ($of: [_Any!]!) { _entities(representations: $of) { __typename ... on ${type} { ${select} } } }`,
  variables: (value) => ({ of: [{ __typename: type, [key]: value }] }),
});

const front = (kind: Kind, document: string, variables: LookUp['variables']): LookUp => ({
  name: `gateway: ${/\{ (\w+)/.exec(document)?.[1]} by ${kind}`,
  door: 'gateway',
  kind,
  document,
  variables,
});

const refusals = 'userErrors { code message field }';

/** Entities of every subgraph, and what takes an id through the gateway. */
export const LOOK_UPS: readonly LookUp[] = [
  reference('tenant', 'Organization', 'organization', { select: 'id name slug status' }),
  reference('tenant', 'Organization', 'slug', { key: 'slug', select: 'id name' }),
  reference('tenant', 'OrganizationDomain', 'domain', { select: 'id hostname' }),
  reference('tenant', 'OrganizationSubscription', 'subscription', { select: 'id status' }),
  reference('auth', 'Session', 'session', { select: 'id status' }),
  reference('user', 'User', 'user', { select: 'id displayName email' }),
  reference('user', 'Membership', 'membership', { select: 'id title roles { key }' }),
  reference('user', 'Role', 'role', { select: 'id key memberCount' }),
  reference('user', 'Organization', 'organization', { select: 'id memberCount' }),
  reference('module-registry', 'OrganizationModule', 'organizationModule', { select: 'id config' }),
  reference('module-registry', 'TemplateApplication', 'templateApplication', { select: 'id state' }),
  reference('module-registry', 'Organization', 'organization', { select: 'id modules { nodes { id } }' }),
  reference('monitoring', 'AuditEvent', 'auditEvent', { select: 'id action' }),
  reference('monitoring', 'Organization', 'organization', { select: 'id auditEvents(first: 3) { nodes { id } }' }),
  reference('monitoring', 'User', 'user', { select: 'id auditEvents(first: 3) { nodes { id } }' }),
  front('user', 'query ($id: ID!) { user(id: $id) { id displayName email memberships { nodes { id } } } }', (id) => ({ id })),
  front('organization', 'query ($id: ID) { organization(id: $id) { id name members { nodes { id } } } }', (id) => ({ id })),
  front('slug', 'query ($slug: String) { organization(slug: $slug) { id name } }', (slug) => ({ slug })),
  front('membership', `mutation ($input: MembershipUpdateInput!) { membershipUpdate(input: $input) { ${refusals} } }`, (id) => ({
    input: { id, title: 'Somebody' },
  })),
  front('role', `mutation ($id: ID!) { roleDelete(id: $id) { ${refusals} } }`, (id) => ({ id })),
  front('domain', `mutation ($id: ID!) { organizationDomainVerify(id: $id) { ${refusals} } }`, (id) => ({ id })),
  front('domain', `mutation ($id: ID!) { organizationDomainRemove(id: $id) { ${refusals} } }`, (id) => ({ id })),
  front(
    'organization',
    `mutation ($input: OrganizationModuleInput!) { organizationModuleEnable(input: $input) { ${refusals} } }`,
    (organizationId) => ({
      input: { organizationId, moduleKey: 'hr' },
    }),
  ),
  front('user', 'query ($ids: [ID!]) { organization { auditEvents(filter: { actorIds: $ids }) { nodes { id } } } }', (id) => ({
    ids: [id],
  })),
  front('cursor', 'query ($after: String) { organization { modules(after: $after) { nodes { id } } } }', (after) => ({ after })),
  {
    ...front('email', `mutation ($input: LoginInput!) { login(input: $input) { ${refusals} } }`, (email) => ({
      input: { email, password: 'wrong-but-long-enough' },
    })),
    anonymous: true,
    differs: 'wrong passwords are counted for accounts that there are: a transaction of some milliseconds after a hash of some tens',
  },
];
