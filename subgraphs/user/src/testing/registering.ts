import { randomUUID } from 'node:crypto';
import { serviceIdentity } from '@supergraph/kernel/auth';
import type { testSubgraph } from '@supergraph/kernel/testing';

type App = ReturnType<typeof testSubgraph>;

const BY_USERNAME = 'query ($username: String!) { userIdByUsername(username: $username) }';

const LOOK = `query ($token: String!, $userId: ID!) {
  invitationForRegistration(token: $token, userId: $userId) { invitationId organizationId email hasAccount }
}`;

const REDEEM = `mutation ($input: InvitationRedeemInput!) { invitationRedeem(input: $input) {
  membership { membershipId organizationId userId status kind roleKeys permissions }
  userErrors { code field }
} }`;

/** A userId as auth derives it: a UUID of version 8. */
export const aDerivedId = (): string => randomUUID().replace(/^(.{14})4/, '$18');

/** Asks as auth does: in its own name, in no organization. */
export function asAuth(app: App) {
  const auth = app.as(serviceIdentity('auth'));
  return {
    idOf: async (username: string) => (await auth.execute(BY_USERNAME, { username })).data.userIdByUsername,
    look: async (token: string, userId: string = aDerivedId()) =>
      (await auth.execute(LOOK, { token, userId })).data.invitationForRegistration,
    redeem: async (input: { token: string; userId?: string; displayName?: string; username?: string | null }) =>
      (await auth.execute(REDEEM, { input: { userId: aDerivedId(), displayName: 'Grace Hopper', ...input } })).data.invitationRedeem,
  };
}

/** The same questions from anybody else, by the code of the refusal. */
export async function refusalsOf(app: App, identity?: Parameters<App['as']>[0]): Promise<unknown[]> {
  const userId = aDerivedId();
  const questions = [
    [BY_USERNAME, { username: 'ada' }],
    [LOOK, { token: 'made up', userId }],
    [REDEEM, { input: { token: 'made up', userId, displayName: 'Ada' } }],
  ] as const;
  const answers: unknown[] = [];
  for (const [query, variables] of questions) {
    const { data, errors } = await (identity ? app.as(identity) : app).execute(query, variables);
    answers.push([data === null || Object.values(data).every((value) => value === null), errors[0]?.extensions?.code]);
  }
  return answers;
}
