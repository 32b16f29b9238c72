import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@supergraph/kernel/auth';
import { anOperator, testSubgraph } from '@supergraph/kernel/testing';
import { User } from '../domain/user.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aMember } from '../testing/a-member.js';

const UPDATE = `mutation ($input: ViewerUpdateInput!) {
  viewerUpdate(input: $input) {
    user { firstName lastName displayName username avatarUrl locale timezone revision }
    userErrors { code field ... on ConflictError { currentRevision } }
  }
}`;

describe('updateViewer', () => {
  const app = testSubgraph(userSubgraph);
  const somebody = (profile?: Partial<User>) => aMember(app, { organizationId: randomUUID(), profile });
  const update = async (who: Awaited<ReturnType<typeof somebody>>, input: object) =>
    (await app.as(who.identity).execute(UPDATE, { input })).data.viewerUpdate;

  it('changes what is given, and announces which fields, not their values', async () => {
    const ada = await somebody({ locale: 'en' });
    await app.raised();

    const { user, userErrors } = await update(ada, {
      firstName: ' Ada ',
      displayName: 'Ada L.',
      username: 'Ada.Lovelace',
      avatarUrl: 'https://cdn.example/ada.png',
      locale: 'en',
      timezone: 'Europe/London',
      expectedRevision: 1,
    });

    expect(userErrors).toEqual([]);
    expect(user).toEqual({
      firstName: 'Ada',
      lastName: null,
      displayName: 'Ada L.',
      username: 'ada.lovelace',
      avatarUrl: 'https://cdn.example/ada.png',
      locale: 'en',
      timezone: 'Europe/London',
      revision: 2,
    });
    expect(await app.raised()).toMatchObject([
      {
        type: 'user.updated.v1',
        organizationId: null,
        payload: { userId: ada.user.id, fields: ['firstName', 'displayName', 'username', 'avatarUrl', 'timezone'] },
      },
    ]);
  });

  it('empties a field by null, but never the display name', async () => {
    const ada = await somebody({ firstName: 'Ada', username: 'ada-to-empty', displayName: 'Ada' });

    const { user } = await update(ada, { firstName: null, username: null, lastName: '  ', displayName: null });

    expect(user).toMatchObject({ firstName: null, username: null, lastName: null, displayName: 'Ada' });
  });

  it('says nothing where nothing is different', async () => {
    const ada = await somebody({ firstName: 'Ada' });
    await app.raised();

    expect((await update(ada, { firstName: 'Ada' })).user).toMatchObject({ revision: 1 });
    expect(await app.raised()).toEqual([]);
  });

  it.each([
    [{ username: 'ab' }, [['username']]],
    [{ username: 'a b c' }, [['username']]],
    [{ username: '-ada' }, [['username']]],
    [{ username: 'ada..l' }, [['username']]],
    [{ username: 'a'.repeat(31) }, [['username']]],
    [{ avatarUrl: 'javascript:alert(1)' }, [['avatarUrl']]],
    [{ avatarUrl: 'http://plain.example/a.png' }, [['avatarUrl']]],
    [{ displayName: ' ', locale: 'x-', timezone: 'Mars/Base' }, [['displayName'], ['locale'], ['timezone']]],
    [{ firstName: 'x'.repeat(101), lastName: 'x'.repeat(101) }, [['firstName'], ['lastName']]],
    [{ firstName: 'A\u0000', displayName: 'A\nB' }, [['firstName'], ['displayName']]],
  ])('refuses %j, every field at once', async (input, fields) => {
    const ada = await somebody();
    await app.raised();

    const { user, userErrors } = await update(ada, input);

    expect(user).toBeNull();
    expect(userErrors).toEqual(fields.map(([field]) => ({ code: 'INVALID', field: ['input', field] })));
    expect(await app.raised()).toEqual([]);
  });

  it('refuses a username that somebody has, in whatever case', async () => {
    await somebody({ username: 'taken-name' });
    const eve = await somebody();
    await app.raised();

    expect(await update(eve, { username: 'TAKEN-name', firstName: 'Eve' })).toEqual({
      user: null,
      userErrors: [{ code: 'USERNAME_TAKEN', field: ['input', 'username'] }],
    });
    expect(await app.context().em.findOne(User, { id: eve.user.id })).toMatchObject({ username: null, firstName: null, revision: 1 });
    expect(await app.raised()).toEqual([]);
  });

  it('does the rest of a request after a refusal, and announces only that', async () => {
    await somebody({ username: 'taken-too' });
    const eve = await somebody();
    await app.raised();
    const both = `mutation {
      first: viewerUpdate(input: { username: "taken-too", lastName: "No" }) { userErrors { code } }
      second: viewerUpdate(input: { firstName: "Eve" }) { user { firstName lastName username } userErrors { code } }
    }`;

    const { data } = await app.as(eve.identity).execute(both);

    expect(data.first.userErrors).toEqual([{ code: 'USERNAME_TAKEN' }]);
    expect(data.second).toEqual({ user: { firstName: 'Eve', lastName: null, username: null }, userErrors: [] });
    expect((await app.raised()).map(({ payload }) => payload.fields)).toEqual([['firstName']]);
  });

  it('gives a username to one of many who ask for it at once', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => somebody()));

    const answers = await Promise.all(people.map((one) => update(one, { username: 'the-one-name' })));

    expect(answers.filter(({ user }) => user)).toHaveLength(1);
    expect(new Set(answers.flatMap(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code)))).toEqual(
      new Set(['USERNAME_TAKEN']),
    );
  });

  it('refuses a profile that has moved on', async () => {
    const ada = await somebody();
    await update(ada, { firstName: 'Ada' });

    expect(await update(ada, { firstName: 'Eva', expectedRevision: 1 })).toEqual({
      user: null,
      userErrors: [{ code: 'REVISION_CONFLICT', field: ['input', 'expectedRevision'], currentRevision: 2 }],
    });
  });

  it('is for people: not for services, nor for the anonymous, nor for those who are not known yet', async () => {
    const input = { firstName: 'Bot' };

    expect((await app.as(serviceIdentity('auth')).execute(UPDATE, { input })).data.viewerUpdate.userErrors).toMatchObject([
      { code: 'FORBIDDEN' },
    ]);
    expect((await app.as(anOperator('platform:users:read')).execute(UPDATE, { input })).data.viewerUpdate.userErrors).toMatchObject([
      { code: 'NOT_FOUND' },
    ]);
    expect((await app.execute(UPDATE, { input })).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});
