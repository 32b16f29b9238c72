import { afterAll, describe, expect, it } from '@jest/globals';
import { aMemberOf, testSubgraph } from '@supergraph/kernel/testing';
import { deriveKeys } from '../domain/derived-keys.js';
import { IdentityProvider } from '../domain/identity-provider.entity.js';
import { authSubgraph } from '../subgraph.js';
import { anOrganization, CONFIG, inSession, letAge } from '../testing/arrange.js';
import { HostileProvider } from '../testing/hostile-provider.js';
import { CREATE_PROVIDER, DELETE_PROVIDER, securityOf, UPDATE_PROVIDER } from '../testing/provider-logins.js';

const provider = await new HostileProvider().start();
const other = await new HostileProvider().start();
afterAll(() => Promise.all([provider.stop(), other.stop()]));

const SECRET = 'what only the two of us know';
const LIST = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Organization { identityProviders { id name issuer } } } }`;
const settings = (organizationId: string, more: object = {}) => ({
  ...{ organizationId, name: ' Directory ', issuer: provider.issuer, clientId: 'innoerp', clientSecret: SECRET },
  ...{ emailDomains: ['Example.com', 'example.com', 'b.example.org'], ...more },
});

describe('the identity providers of an organization', () => {
  const app = testSubgraph(authSubgraph, { config: { ...CONFIG, OUTGOING_NETWORKS: '127.0.0.0/8' } });
  const arranged = async () => {
    const { id } = await anOrganization(app);
    const who = await securityOf(app, id);
    const create = async (more: object = {}) =>
      (await app.as(who).execute(CREATE_PROVIDER, { input: settings(id, more) })).data.identityProviderCreate;
    const update = async (of: string, more: object) =>
      (await app.as(who).execute(UPDATE_PROVIDER, { id: of, input: { organizationId: id, ...more } })).data.identityProviderUpdate;
    return { id, who, create, update };
  };
  const list = async (who: Awaited<ReturnType<typeof securityOf>>, id: string) =>
    (await app.as(who).execute(LIST, { of: [{ __typename: 'Organization', id }] })).data._entities[0]?.identityProviders;

  it('are made, changed, shown and taken away, announced without the secret', async () => {
    const { id, who, create, update } = await arranged();
    await app.raised();

    const { identityProvider: made } = await create();
    const { identityProvider: changed } = await update(made.id, { name: 'Staff', emailDomains: ['example.com'], expectedRevision: 1 });

    expect(made).toEqual({
      ...{ id: expect.any(String), name: 'Directory', issuer: provider.issuer, clientId: 'innoerp', isEnabled: true, revision: 1 },
      ...{ emailDomains: ['b.example.org', 'example.com'], trustsSecondFactor: false },
    });
    expect(changed).toMatchObject({ name: 'Staff', emailDomains: ['example.com'], clientId: 'innoerp', revision: 2 });
    expect(await list(who, id)).toEqual([{ id: made.id, name: 'Staff', issuer: provider.issuer }]);
    expect((await app.as(who).execute(DELETE_PROVIDER, { id: made.id })).data.identityProviderDelete.userErrors).toEqual([]);
    expect(await list(who, id)).toEqual([]);
    const facts = { identityProviderId: made.id, organizationId: id, issuer: provider.issuer, isEnabled: true };
    expect((await app.raised()).map(({ type, payload }) => [type, payload])).toEqual([
      ['auth.identity_provider.created.v1', { ...facts, name: 'Directory' }],
      ['auth.identity_provider.updated.v1', { ...facts, name: 'Staff', fields: ['emailDomains', 'name'] }],
      ['auth.identity_provider.deleted.v1', { ...facts, name: 'Staff' }],
    ]);
  });

  it('keep their secret sealed, each by itself', async () => {
    const { create, update } = await arranged();
    const { identityProvider: made } = await create();
    const row = async () => app.context().em.findOneOrFail(IdentityProvider, { id: made.id });
    const key = deriveKeys(CONFIG.KEY_ENCRYPTION_SECRET).identityProviders;

    expect(JSON.stringify(Object.values(await row()))).not.toContain(SECRET);
    expect((await row()).opened(key).clientSecret).toBe(SECRET);
    await update(made.id, { clientSecret: 'a newer one' });
    expect((await row()).opened(key).clientSecret).toBe('a newer one');
    const moved = Object.assign(await row(), { id: '019a0000-0000-7000-8000-000000000000' });
    expect(() => moved.opened(key)).toThrow();
  });

  it('are asked who they are, and must say exactly that', async () => {
    const { create } = await arranged();
    const unreachable = [{ code: 'PROVIDER_UNREACHABLE', field: ['input', 'issuer'], message: expect.any(String) }];

    for (const issuer of [
      `${provider.issuer}/`,
      `${provider.issuer}/realms/a`,
      'https://10.0.0.1',
      'https://nowhere.invalid',
      'http://8.8.8.8',
    ]) {
      expect((await create({ issuer })).userErrors).toEqual(unreachable);
    }
    provider.misdeeds = { metadata: { issuer: other.issuer } };
    expect((await create()).userErrors).toEqual(unreachable);
    provider.misdeeds = {};
    expect((await create()).userErrors).toEqual([]);
  });

  it.each([
    [{ name: ' ' }, 'name'],
    [{ issuer: 'file:///etc/passwd' }, 'issuer'],
    [{ issuer: 'https://user:pass@id.example.com' }, 'issuer'],
    [{ issuer: 'https://id.example.com/?a' }, 'issuer'],
    [{ issuer: 'https://id.example.com/.well-known/openid-configuration' }, 'issuer'],
    [{ clientId: '' }, 'clientId'],
    [{ clientSecret: '' }, 'clientSecret'],
    [{ emailDomains: [] }, 'emailDomains'],
    [{ emailDomains: ['nonsense'] }, 'emailDomains'],
    [{ emailDomains: ['*.example.com'] }, 'emailDomains'],
    [{ emailDomains: ['a@example.com'] }, 'emailDomains'],
  ])('refuse %j', async (more, field) => {
    const { create } = await arranged();

    const { userErrors } = await create(more);

    expect(userErrors[0]).toMatchObject({ code: 'INVALID' });
    expect(userErrors[0].field.slice(0, 2)).toEqual(['input', field]);
  });

  it('are five at most, however many come at once', async () => {
    const { create } = await arranged();

    const made = await Promise.all(Array.from({ length: 7 }, () => create()));

    expect(made.filter(({ identityProvider }) => identityProvider)).toHaveLength(5);
    expect(made.flatMap(({ userErrors }) => userErrors)).toMatchObject([
      { code: 'PROVIDER_LIMIT_REACHED' },
      { code: 'PROVIDER_LIMIT_REACHED' },
    ]);
  });

  it('tell a secret to no other issuer than the one that it was given for', async () => {
    const { create, update } = await arranged();
    const { identityProvider: made } = await create();

    expect((await update(made.id, { issuer: other.issuer })).userErrors).toMatchObject([
      { code: 'INVALID', field: ['input', 'clientSecret'] },
    ]);
    const { identityProvider: changed } = await update(made.id, { issuer: other.issuer, clientSecret: 'for the other one' });
    expect(changed.issuer).toBe(other.issuer);
  });

  it('are changed by who has seen them last, and by who has just logged in', async () => {
    const { id, who, create, update } = await arranged();
    const { identityProvider: made } = await create();
    await update(made.id, { name: 'One' });

    expect((await update(made.id, { name: 'Two', expectedRevision: 1 })).userErrors).toMatchObject([{ code: 'REVISION_CONFLICT' }]);
    await letAge(app, who.sessionId as string, 4_000);
    const codes = [
      (await update(made.id, { name: 'Three' })).userErrors,
      (await create()).userErrors,
      (await app.as(who).execute(DELETE_PROVIDER, { id: made.id })).data.identityProviderDelete.userErrors,
    ];
    expect(codes.map(([error]) => error.code)).toEqual([
      'REAUTHENTICATION_REQUIRED',
      'REAUTHENTICATION_REQUIRED',
      'REAUTHENTICATION_REQUIRED',
    ]);
    expect(await list(who, id)).toMatchObject([{ name: 'One' }]);
  });

  it('are another organization’s business alone', async () => {
    const [ours, theirs] = [await arranged(), await arranged()];
    const { identityProvider: made } = await theirs.create();
    const member = await inSession(app, aMemberOf(ours.id, 'org:read'));

    expect((await ours.update(made.id, { name: 'Ours' })).userErrors).toMatchObject([{ code: 'NOT_FOUND', field: ['id'] }]);
    expect((await app.as(ours.who).execute(DELETE_PROVIDER, { id: made.id })).data.identityProviderDelete.userErrors).toMatchObject([
      { code: 'NOT_FOUND', field: ['id'] },
    ]);
    expect(await list(ours.who, theirs.id)).toBeUndefined();
    const { errors } = await app.as(member).execute(CREATE_PROVIDER, { input: settings(ours.id) });
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }]);
    const foreign = await app.as(ours.who).execute(CREATE_PROVIDER, { input: settings(theirs.id) });
    expect(foreign.errors).toMatchObject([{ extensions: { code: 'TENANT_MISMATCH' } }]);
  });

  it('are offered to whoever comes to log in, as far as they speak', async () => {
    const { id, create, update } = await arranged();
    const { slug } = (await app.context().em.execute<{ slug: string }[]>('select slug from organization where id = ?', [id]))[0]!;
    const { identityProvider: made } = await create();
    const offered = async (organizationSlug?: string) =>
      (await app.execute('query ($s: String) { loginProviders(organizationSlug: $s) { id name } }', { s: organizationSlug })).data
        .loginProviders;

    expect(await offered(slug.toUpperCase())).toEqual([{ id: made.id, name: 'Directory' }]);
    expect(await offered()).toEqual([]);
    for (const nobody of ['nobody', 'a\0b', '']) expect(await offered(nobody)).toEqual([]);
    await update(made.id, { isEnabled: false });
    expect(await offered(slug)).toEqual([]);
  });
});
