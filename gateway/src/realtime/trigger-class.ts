import { createHash } from 'node:crypto';
import { Actor } from '@supergraph/kernel/auth';
import { moduleReason, type OrganizationFacts } from '@supergraph/kernel/tenancy';
import { measureOperation } from '../limits/operation/measure-operation.js';
import type { Operation } from '../operation.js';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.js';

/**
 * Names the class of a subscription: what two of one class are answered is the same, to the letter. It holds everything that an
 * answer may depend on beside the event: the operation, its variables, the organization, what one may do there, its modules.
 */
export function classOf({ original, operationName, variables, identity, request, supergraph }: Operation): string {
  const parts = [
    versionOf(supergraph),
    measureOperation(original, operationName)?.fingerprint(),
    operationName ?? '',
    canonical(variables),
    identity.kind,
    identity.memberKind ?? '',
    identity.organizationId ?? '',
    // What each member of staff looks at is recorded under their own name, so each opens it themselves.
    new Actor(identity).isPlatform ? identity.subject : '',
    identity.scopes.toSorted(),
    // What is told to staff who act as somebody else, nobody else is told with them.
    identity.impersonatorId ?? '',
    identity.isReadOnly ?? false,
    request.organization && modulesOf(request.organization),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** The status and the modules that can be used, now. */
const modulesOf = (organization: OrganizationFacts): string[] => [
  organization.status,
  organization.slug,
  ...Object.keys(organization.modules)
    .filter((key) => moduleReason(organization, key) === null)
    .toSorted(),
];

/** Of a class that is one person's: who, and by which session, since a session may be told of itself. */
export const ownPartOf = ({ identity: { subject, sessionId } }: Operation): string => `${subject} ${sessionId}`;

/** A channel that belongs to one person: its subscription is shared with nobody else's. */
export const isPersonal = (channels: readonly string[]): boolean => channels.some((channel) => channel.includes('}:user:'));

const versions = new WeakMap<LoadedSupergraph, number>();
let lastVersion = 0;

function versionOf(supergraph: LoadedSupergraph): number {
  const version = versions.get(supergraph) ?? ++lastVersion;
  versions.set(supergraph, version);
  return version;
}

/** The same text for equal values, in whatever order their keys came. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, entry]) => [key, canonical(entry)]);
}
