import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { aMemberOf, aServiceAccountOf, impersonated } from '../testing/index.js';
import { Actor, impersonal, signIdentity, verifyIdentity } from './index.js';

const member = aMemberOf(randomUUID(), 'org:read');

describe('an identity', () => {
  it('is its own where nothing else is said', () => {
    expect(new Actor(member)).toMatchObject({ impersonatorId: null, isReadOnly: false });
  });

  it('says who acts as the person, and reaches a subgraph as it is', () => {
    const identity = impersonated(member);
    const sealed = { secret: 'a secret that only tests know, 32+', audience: 'tenant', content: '{ me }' };

    expect(verifyIdentity(signIdentity(identity, sealed), sealed)?.identity).toEqual(identity);
    expect(new Actor(identity)).toMatchObject({ subject: member.subject, impersonatorId: identity.impersonatorId, isReadOnly: true });
  });

  it('keeps its rights in nobody’s name, and no name', () => {
    expect(impersonal(impersonated(member))).toEqual({ ...member, subject: null, sessionId: null, impersonatorId: null, isReadOnly: true });
    expect(impersonal(aServiceAccountOf('org-1'))).toMatchObject({ subject: null, apiKeyId: null });
  });
});
