import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import type { AuthContext } from '../context.js';
import { Session, SessionStatus } from '../domain/session.entity.js';
import { authSubgraph } from '../subgraph.js';
import { aMember, aMemberLoggedIn, CONFIG } from '../testing/arrange.js';
import { setting } from '../testing/oidc-provider.js';
import { aProviderOf } from '../testing/provider-logins.js';
import { endSessionsOfFormerProviders } from './end-sessions-of-former-providers.js';

describe('endSessionsOfFormerProviders', () => {
  const app = testSubgraph(authSubgraph, { config: { ...CONFIG, OIDC_PROVIDERS: JSON.stringify([setting('https://id.example.com')]) } });

  it('ends what began by a provider that is in the settings no more, and nothing else', async () => {
    const directory = await aProviderOf(app, (await aMember(app)).organization.id, 'https://id.example.com');
    const { em } = app.context();
    const sessions = await Promise.all(
      ['former', 'acme-id', directory.id, null].map(async (providerId) => {
        const { id } = await aMemberLoggedIn(app);
        await em.nativeUpdate(Session, { id }, { providerId });
        return id;
      }),
    );
    await app.raised();

    await endSessionsOfFormerProviders(app.context<AuthContext>());

    const { ACTIVE, REVOKED } = SessionStatus;
    const found = await app.context().em.find(Session, { id: { $in: sessions } });
    expect(sessions.map((id) => found.find((one) => one.id === id)?.status)).toEqual([REVOKED, ACTIVE, ACTIVE, ACTIVE]);
    expect(await app.raised()).toMatchObject([
      { type: 'auth.session.ended.v1', payload: { sessionId: sessions[0], reason: 'REVOKED_BY_ADMIN' } },
    ]);
  });
});
