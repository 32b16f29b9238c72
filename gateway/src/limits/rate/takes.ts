import { networkOf } from '@supergraph/kernel/network';
import type { HttpRequest } from '../../http.js';
import type { OperationLimit } from './parse-rate.js';
import { principalOf } from './principal-of.js';
import type { Limit, Take } from './rate-limiter.js';

/** The limits that hold where nothing stricter or more generous is known. */
export interface RequestLimits {
  user: Limit;
  apiKey: Limit;
  anonymous: Limit;
  organization: Limit;
}

export type Requester = Pick<HttpRequest, 'identity' | 'organization'> & { ip?: string | undefined; apiKey?: HttpRequest['apiKey'] };

const countedAs = ({ identity, ip = '' }: Requester): string => principalOf(identity, networkOf(ip));

/** What a request takes before its document is read: one from whoever asks, one from the organization. */
export function requestTakes(requester: Requester, limits: RequestLimits): Take[] {
  const { identity, organization } = requester;
  const principal: Take = { scope: 'principal', ...requesterTakes(requester, limits), cost: 1 };
  if (identity.organizationId === null) return [principal];
  const granted = organization?.requestsPerMinute;
  const shared = granted ? perMinute(granted) : limits.organization;
  return [principal, { scope: 'organization', key: `organization:${identity.organizationId}`, limit: shared, cost: 1 }];
}

/** Each key by itself: one that runs wild leaves those of the other machines alone. */
function requesterTakes(requester: Requester, limits: RequestLimits): Pick<Take, 'key' | 'limit'> {
  const { identity, apiKey } = requester;
  if (!apiKey) return { key: countedAs(requester), limit: identity.subject === null ? limits.anonymous : limits.user };
  return { key: `api-key:${apiKey.id}`, limit: apiKey.requestsPerMinute ? perMinute(apiKey.requestsPerMinute) : limits.apiKey };
}

/** What an address takes that asks for something of which nobody here knows. */
export const addressTake = (ip: string, limit: Limit): Take => ({ scope: 'principal', key: `address:${networkOf(ip)}`, limit, cost: 1 });

const perMinute = (amount: number): Limit => ({ perMinute: amount, burst: amount });

/** What an operation is to its limits. */
export interface RatedOperation {
  /** Names of its root fields, and how often each occurs: ten logins in one document are ten logins. */
  rootFields: ReadonlyMap<string, number>;
  /** Tells this operation from others of the same client. */
  fingerprint: () => string;
}

/** What an operation takes beside that, by the limits that are set for it. */
export function operationTakes(requester: Requester, operation: RatedOperation, limits: readonly OperationLimit[]): Take[] {
  return limits.flatMap(({ field, limit, byAddress }) => {
    const cost = field === '*' ? 1 : operation.rootFields.get(field);
    if (!cost) return [];
    const who = byAddress ? `address:${networkOf(requester.ip ?? '')}` : countedAs(requester);
    const what = field === '*' ? `operation:${operation.fingerprint()}` : `field:${field}`;
    return { scope: 'operation', key: `${who}:${what}`, limit, cost };
  });
}
