import { Account } from '../domain/account.entity.js';
import { type App, anOrganization, PASSWORD } from './arrange.js';
import type { Invitations } from './invitations.js';
import type { Siblings } from './siblings.js';

export const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) { userErrors { code message field } outcome { __typename
  ... on TokenPair { accessToken refreshToken trustedDeviceToken session { id deviceName user { id } organization { id slug } } }
  ... on MfaChallenge { challengeToken factors } } } }`;

/** Somebody at the door with the token of an invitation. */
export function registering(
  app: App & { raised(): Promise<unknown> },
  { invitations, siblings }: { invitations: Invitations; siblings: Siblings },
) {
  const send = (token: string, input: object = {}) => app.execute(REGISTER, { input: { token, password: PASSWORD, ...input } });
  const register = async (token: string, input: object = {}) => (await send(token, input)).data.register;
  return {
    send,
    register,
    codesOf: async (token: string, input: object = {}): Promise<unknown[]> =>
      (await register(token, input)).userErrors.map(({ code, field }: { code: string; field: string[] }) => [code, field]),
    accountsOf: (email: string) => app.context().em.find(Account, { email }),
    /** What was asked and announced before it is forgotten. */
    async anInvitation(email?: string) {
      const organization = await anOrganization(app);
      const invited = invitations.invite(organization.id, email);
      await app.raised();
      siblings.asked.length = 0;
      return { organization, ...invited };
    },
  };
}
