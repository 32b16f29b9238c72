import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { emailChanged } from '@supergraph/schema/events';
import { userSubgraph } from '../subgraph.js';
import { aMember } from '../testing/a-member.js';

describe('an address that was changed where people log in', () => {
  const app = testSubgraph(userSubgraph);

  it('is the one that they are reached at, and is told of once', async () => {
    const ada = await aMember(app, { organizationId: randomUUID() });
    await app.raised();
    const email = `${randomUUID()}@new.example`;

    await app.deliver(emailChanged, { userId: ada.user.id, email: email.toUpperCase() });
    await app.deliver(emailChanged, { userId: ada.user.id, email });

    expect((await app.as(ada.identity).execute('{ viewer { email } }')).data).toEqual({ viewer: { email } });
    expect(await app.raised()).toMatchObject([{ type: 'user.updated.v1', payload: { userId: ada.user.id, fields: ['email'] } }]);
  });

  it('of somebody who is not known here is nobody’s', async () => {
    await app.raised();
    await app.deliver(emailChanged, { userId: randomUUID(), email: `${randomUUID()}@new.example` });

    expect(await app.raised()).toEqual([]);
  });
});
