import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { serviceIdentity } from '@supergraph/kernel/auth';
import { rowsOf, userWith, withEveryScope } from './testing/belongings.js';

describe('with row-level security as the only lock', () => {
  const { app, belongings, contextOf } = userWith({ filter: true, directives: true });

  it('nobody of an organization disables a person, and no token or username of another one is found', async () => {
    const [mine, their] = [await belongings(), await belongings()];
    const { id: userId, username } = their.client.user;
    const token = contextOf(serviceIdentity('x')).services.invitationTokens.of(their.invitation.id);
    const asMember = app.as(withEveryScope(mine.owner.identity));
    const before = await rowsOf(app, their);

    const { data } = await asMember.execute(
      `mutation ($userId: ID!, $token: String!) {
        userDisable(id: $userId, reason: "mine") { userErrors { code } }
        invitationRedeem(input: { token: $token, userId: "${randomUUID()}", displayName: "Me" }) { userErrors { code } } }`,
      { userId, token },
    );
    const found = await asMember.execute(
      `query ($userId: ID!, $token: String!, $username: String!) {
        userIdByUsername(username: $username) invitationForRegistration(token: $token, userId: $userId) { email } }`,
      { userId, token, username },
    );

    for (const { userErrors } of Object.values<{ userErrors: object[] }>(data)) expect(userErrors).toEqual([{ code: 'NOT_FOUND' }]);
    expect(found).toEqual({ data: { userIdByUsername: null, invitationForRegistration: null }, errors: [] });
    expect(await rowsOf(app, their)).toEqual(before);
  });
});
