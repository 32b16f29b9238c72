import type { Organization } from '../domain/organization.entity.js';
import type { OrganizationDomain } from '../domain/organization-domain.entity.js';
import type { OrganizationSubscription } from '../domain/organization-subscription.entity.js';

/** All that one organization has. */
export interface Belongings {
  organization: Organization;
  subscription: OrganizationSubscription;
  domain: OrganizationDomain;
}

interface Operation {
  query: string;
  variables?: Record<string, unknown>;
}

const SHOWN =
  'id name locale subscription { id planName: plan { name } organization { name } } domains { id hostname dnsRecords { value } }';
const refusable = (field: string, input: string) =>
  `mutation ($input: ${input}!) { ${field}(input: $input) { organization { ${SHOWN} } userErrors { code } } }`;
const ofDomain = (field: string, { organization, domain }: Belongings): Operation[] =>
  [undefined, organization.id].map((organizationId) => ({
    query: `mutation ($id: ID!, $organizationId: ID) {
      ${field}(id: $id, organizationId: $organizationId) { domain { id hostname } userErrors { code } } }`,
    variables: { id: domain.id, organizationId },
  }));
const entity = (__typename: string, key: object, fields: string): Operation => ({
  query: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${__typename} { ${fields} } } }`,
  variables: { of: [{ __typename, ...key }] },
});

/** Everything that the schema lets one try with another organization's things, by root field. */
export const breakIns: Record<string, (their: Belongings) => Operation[]> = {
  'Query.organization': ({ organization: { id, slug } }) => [
    { query: `query ($id: ID) { organization(id: $id) { ${SHOWN} } }`, variables: { id } },
    { query: `query ($slug: String) { organization(slug: $slug) { ${SHOWN} } }`, variables: { slug } },
  ],
  'Query.organizations': () => [{ query: `{ organizations(first: 100) { totalCount nodes { ${SHOWN} } } }` }],
  'Query._entities': ({ organization: { id, slug }, subscription, domain }) => [
    entity('Organization', { id }, SHOWN),
    entity('Organization', { slug }, SHOWN),
    entity('OrganizationSubscription', { id: subscription.id }, 'id currentPeriodEnd'),
    entity('OrganizationSubscription', { id: subscription.id }, 'organization { name }'),
    entity('OrganizationDomain', { id: domain.id }, 'id hostname dnsRecords { value }'),
    entity('OrganizationDomain', { id }, 'id hostname'),
  ],
  'Mutation.organizationUpdate': ({ organization: { id } }) => [
    { query: refusable('organizationUpdate', 'OrganizationUpdateInput'), variables: { input: { id, name: 'Mine' } } },
  ],
  'Mutation.organizationSuspend': ({ organization: { id } }) => [
    { query: refusable('organizationSuspend', 'OrganizationReasonInput'), variables: { input: { id, reason: 'revenge' } } },
  ],
  'Mutation.organizationReactivate': ({ organization: { id } }) => [
    { query: refusable('organizationReactivate', 'OrganizationReasonInput'), variables: { input: { id, reason: 'revenge' } } },
  ],
  'Mutation.organizationReserve': ({ organization: { id } }) => [
    {
      query: refusable('organizationReserve', 'OrganizationReserveInput'),
      variables: { input: { id, name: 'Mine', subdomain: 'not-yet-taken' } },
    },
  ],
  'Mutation.organizationRelease': ({ organization: { id } }) => [
    { query: 'mutation ($id: ID!) { organizationRelease(id: $id) { userErrors { code } } }', variables: { id } },
  ],
  'Mutation.organizationDomainAdd': ({ organization: { id } }) => [
    {
      query:
        'mutation ($input: OrganizationDomainAddInput!) { organizationDomainAdd(input: $input) { domain { id } userErrors { code } } }',
      variables: { input: { organizationId: id, hostname: 'break-in.test' } },
    },
  ],
  'Mutation.organizationDomainVerify': (their) => ofDomain('organizationDomainVerify', their),
  'Mutation.organizationDomainRemove': (their) => ofDomain('organizationDomainRemove', their),
};
