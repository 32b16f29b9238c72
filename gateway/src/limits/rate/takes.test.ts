import { describe, expect, it } from '@jest/globals';
import { anonymous } from '@supergraph/kernel/auth';
import { aMemberOf, anOperator, someFacts } from '@supergraph/kernel/testing';
import type { OperationLimit } from './parse-rate.js';
import { parseOperationRate } from './parse-rate.js';
import { operationTakes, requestTakes } from './takes.js';

const limits = {
  user: { burst: 60, perMinute: 60 },
  apiKey: { burst: 45, perMinute: 45 },
  anonymous: { burst: 30, perMinute: 30 },
  organization: { burst: 600, perMinute: 600 },
};
const member = aMemberOf('org-1');
const organization = someFacts({ id: 'org-1' });

describe('a request takes', () => {
  it('from whoever asks and from their organization', () => {
    expect(requestTakes({ identity: member, organization, ip: '203.0.113.7' }, limits)).toEqual([
      { scope: 'principal', key: `user:${member.subject}`, limit: limits.user, cost: 1 },
      { scope: 'organization', key: 'organization:org-1', limit: limits.organization, cost: 1 },
    ]);
  });

  it('from the organization what its plan grants', () => {
    const [, shared] = requestTakes({ identity: member, organization: { ...organization, requestsPerMinute: 90 } }, limits);

    expect(shared?.limit).toEqual({ burst: 90, perMinute: 90 });
  });

  it('from the address of somebody unknown, and with IPv6 from the network', () => {
    const keys = ['203.0.113.7', '2001:db8::1', '2001:db8::2', '2001:db8:0:1::1'].map(
      (ip) => requestTakes({ identity: anonymous, organization: null, ip }, limits)[0]?.key,
    );

    expect(keys).toEqual(['address:203.0.113.7', 'address:2001:db8:0:0::/64', 'address:2001:db8:0:0::/64', 'address:2001:db8:0:1::/64']);
    expect(requestTakes({ identity: anonymous, organization: null, ip: '::1' }, limits)).toMatchObject([{ limit: limits.anonymous }]);
  });

  it('from the member of staff who acts as somebody, and not from that person', () => {
    const identity = { ...member, impersonatorId: 'staff-1', isReadOnly: true };

    expect(requestTakes({ identity, organization }, limits).map(({ key }) => key)).toEqual(['user:staff-1', 'organization:org-1']);
    expect(requestTakes({ identity, organization }, limits)[0]?.limit).toEqual(limits.user);
  });

  it('from each API key by itself, by its own number where it has one', () => {
    const robot = { ...member, kind: 'service-account' } as const;
    const takesOf = (apiKey: { id: string; requestsPerMinute: number | null }) =>
      requestTakes({ identity: robot, organization, apiKey }, limits);

    expect(takesOf({ id: 'key-1', requestsPerMinute: null })).toEqual([
      { scope: 'principal', key: 'api-key:key-1', limit: limits.apiKey, cost: 1 },
      { scope: 'organization', key: 'organization:org-1', limit: limits.organization, cost: 1 },
    ]);
    expect(takesOf({ id: 'key-2', requestsPerMinute: 5 })[0]).toMatchObject({ key: 'api-key:key-2', limit: { burst: 5, perMinute: 5 } });
  });

  it('from no organization where there is none', () => {
    expect(requestTakes({ identity: anOperator(), organization: null }, limits)).toHaveLength(1);
  });
});

describe('an operation takes', () => {
  const rated = (...texts: string[]) => texts.map((text) => parseOperationRate(text) as OperationLimit);
  const operation = {
    rootFields: new Map([
      ['login', 2],
      ['me', 1],
    ]),
    fingerprint: () => 'abc',
  };
  const requester = { identity: member, organization, ip: '203.0.113.7' };
  const user = `user:${member.subject}`;

  it('nothing where no limit is set for it', () => {
    expect(operationTakes(requester, operation, rated('logout=10/min'))).toEqual([]);
  });

  it('once for each time that a limited field occurs in it', () => {
    expect(operationTakes(requester, operation, rated('login=10/min'))).toEqual([
      { scope: 'operation', key: `${user}:field:login`, limit: { burst: 10, perMinute: 10 }, cost: 2 },
    ]);
  });

  it('from the address whoever asks where that is said', () => {
    const keys = [member, anonymous].map(
      (identity) => operationTakes({ ...requester, identity }, operation, rated('login=10/min@address'))[0]?.key,
    );

    expect(keys).toEqual(['address:203.0.113.7:field:login', 'address:203.0.113.7:field:login']);
  });

  it('by itself where every operation is limited', () => {
    expect(operationTakes(requester, operation, rated('*=10/min'))).toMatchObject([{ key: `${user}:operation:abc`, cost: 1 }]);
  });
});
