import type { Belongings } from './belongings.js';

interface Operation {
  query: string;
  variables?: Record<string, unknown>;
}

const PERSON = 'id displayName email memberships { totalCount nodes { id title organization { id } } }';
const ROLE = 'id name description permissions memberCount';
const MEMBERSHIP = `id title status permissions user { ${PERSON} } invitedBy { ${PERSON} } roles { ${ROLE} }`;
const LIST = `totalCount nodes { ${MEMBERSHIP} } edges { cursor }`;
const INVITATION = `id email status moduleKeys metadata roles { ${ROLE} } organization { id } invitedBy { ${PERSON} } acceptedBy { ${PERSON} }`;
const ORGANIZATION = `id memberCount invitations(status: null) { totalCount nodes { ${INVITATION} } edges { cursor } } viewerMembership { ${MEMBERSHIP} } roles { ${ROLE} } owner { ${PERSON} }
  members(filter: { status: [ACTIVE, REMOVED], query: "secret" }) { ${LIST} } employees { ${LIST} } contacts { ${LIST} }`;

/** Without the address, which the request names itself. */
const OWN_INVITATION = INVITATION.replace(' email status', ' status');

const entity = (__typename: string, id: string, fields: string): Operation => ({
  query: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${__typename} { ${fields} } } }`,
  variables: { of: [{ __typename, id }] },
});
const mutation = (field: string, payload: string, variables: { id?: string; reassignTo?: string; input?: object }): Operation => {
  const types = { id: 'ID!', reassignTo: 'ID', input: `${INPUTS[field]}!` };
  const names = Object.keys(variables) as (keyof typeof types)[];
  return {
    query: `mutation (${names.map((name) => `$${name}: ${types[name]}`).join(', ')}) {
      ${field}(${names.map((name) => `${name}: $${name}`).join(', ')}) { ${payload} userErrors { code message } } }`,
    variables,
  };
};
const INPUTS: Record<string, string> = {
  membershipUpdate: 'MembershipUpdateInput',
  viewerUpdate: 'ViewerUpdateInput',
  roleCreate: 'RoleInput',
  roleUpdate: 'RoleInput',
  invitationCreate: 'InvitationCreateInput',
};

/** Everything that the schema lets one try with another organization's things, by root field. */
export const breakIns: Record<string, (their: Belongings) => Operation[]> = {
  'Query.viewer': () => [
    { query: `{ viewer { ${PERSON} memberships { nodes { ${MEMBERSHIP} organization { ${ORGANIZATION} } } } } }` },
    { query: `{ viewer { memberships { nodes { user { memberships { nodes { ${MEMBERSHIP} } } } } } } }` },
  ],
  'Query.user': ({ client, owner }) =>
    [client, owner].map(({ user: { id } }) => ({ query: `query ($id: ID!) { user(id: $id) { ${PERSON} } }`, variables: { id } })),
  'Query.users': () => [{ query: `{ users(first: 100) { totalCount nodes { ${PERSON} } } }` }],
  'Query._entities': ({ organizationId, client, owner, role, invitation }) => [
    entity('Organization', organizationId, ORGANIZATION),
    entity('Role', role.id, ROLE),
    entity('Invitation', invitation.id, INVITATION),
    ...[client, owner].flatMap(({ user, membership }) => [
      entity('User', user.id, PERSON),
      entity('Membership', membership.id, MEMBERSHIP),
    ]),
  ],
  'Mutation.membershipUpdate': ({ client }) => [
    mutation('membershipUpdate', `membership { ${MEMBERSHIP} }`, { input: { id: client.membership.id, title: 'Mine', kind: 'PARTNER' } }),
    mutation('membershipUpdate', `membership { ${MEMBERSHIP} }`, { input: { id: client.membership.id, roleKeys: ['manager'] } }),
  ],
  'Mutation.viewerUpdate': ({ client }) => [
    mutation('viewerUpdate', `user { ${PERSON} }`, { input: { username: client.user.username } }),
    mutation('viewerUpdate', `user { ${PERSON} }`, { input: { displayName: 'Mine' } }),
  ],
  'Mutation.roleCreate': ({ organizationId }) => [
    mutation('roleCreate', `role { ${ROLE} }`, { input: { organizationId, key: 'planted', name: 'Planted', permissions: ['org:read'] } }),
  ],
  'Mutation.roleUpdate': ({ organizationId, role }) => [
    mutation('roleUpdate', `role { ${ROLE} }`, {
      id: role.id,
      input: { organizationId, key: role.key, name: 'Mine', permissions: ['org:read'] },
    }),
  ],
  'Mutation.roleDelete': ({ role }) => [
    mutation('roleDelete', `role { ${ROLE} }`, { id: role.id }),
    mutation('roleDelete', `role { ${ROLE} }`, { id: role.id, reassignTo: '0190b000-0000-7000-8000-000000000004' }),
  ],
  'Mutation.invitationCreate': ({ organizationId, client, invitation, role }) =>
    [invitation.email, client.user.email, `new-${organizationId}@example.org`].map((email) =>
      mutation('invitationCreate', `invitation { ${OWN_INVITATION} }`, {
        input: { organizationId, email, roleKeys: ['employee', role.key], replacePending: true },
      }),
    ),
  'Mutation.invitationBulkCreate': ({ organizationId, invitation }) => [
    {
      query: `mutation ($inputs: [InvitationCreateInput!]!) {
        invitationBulkCreate(inputs: $inputs) { results { invitation { ${OWN_INVITATION} } userErrors { code message } } } }`,
      variables: { inputs: [{ organizationId, email: invitation.email, roleKeys: ['employee'], replacePending: true }] },
    },
  ],
  'Mutation.invitationResend': ({ invitation: { id } }) => [mutation('invitationResend', `invitation { ${INVITATION} }`, { id })],
  'Mutation.invitationRevoke': ({ invitation: { id } }) => [mutation('invitationRevoke', `invitation { ${INVITATION} }`, { id })],
};
