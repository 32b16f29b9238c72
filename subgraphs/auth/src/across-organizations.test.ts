import { describe, expect, it } from '@jest/globals';
import { filesThat } from '@supergraph/kernel/testing';

/** What leaves the row locks behind, and why it must. A new line here is a decision: prefer a policy. */
const USES: Readonly<Record<string, string>> = {
  'actions/change-email.ts': 'The link says whose address it is, and whoever holds it need not be logged in.',
  'actions/identity-providers.ts': 'How often somebody has us look at addresses is counted among everybody’s.',
  'actions/login-by-passkey.ts': 'The device tells whose it is: nobody is logged in before.',
  'actions/login-by-provider.ts': 'The provider says who it is: nobody is logged in before.',
  'actions/login.ts': 'A login finds out whose it is: account and memberships are looked for among everybody’s.',
  'actions/logout.ts': 'A refresh token says which session, and only that says whose. With an access token the locks hold.',
  'actions/meet-challenge.ts': 'The challenge says whose login it is: until it is met the caller is nobody.',
  'actions/own-account.ts': 'Credentials are no organization’s; what is done with them names the viewer.',
  'actions/refresh-tokens.ts': 'The same: the access token that would have said whose has run out.',
  'actions/register.ts': 'Whoever registers is nobody yet, and addresses are unique among all.',
  'actions/request-mail.ts': 'Whoever asks is nobody yet; the mail waits among everybody’s.',
  'actions/reset-password.ts': 'The link says whose password it is, and whoever holds it is logged in to nothing.',
  'actions/revoke-sessions.ts': 'People end their own sessions wherever they were started; that they are their own is in the statement.',
  'actions/select-organization.ts': 'The second half of a login: until an organization is chosen there is none.',
  'actions/sign-up-organization.ts': 'The organization is not there yet, and addresses are unique among all.',
  'actions/unlock-account.ts': 'What is counted against an account is no organization’s; who may know the person is asked before.',
  'actions/verify-email.ts': 'The link says whose address it is, and whoever holds it need not be logged in.',
  'consumers/tell-of-new-keys.ts': 'Mails wait among everybody’s; who gets them is looked up by the organization of the event.',
  'context.ts': 'The organization of a session that was just given out; of accounts what their fields show, each to whom it may.',
  'queries/list-linked-identities.ts': 'A person’s logins are no organization’s; who may see them is asked before.',
  'queries/list-login-providers.ts': 'A login page asks before anybody is logged in; it is told names.',
};

const SRC = new URL('.', import.meta.url);

describe('what crosses organizations', () => {
  it('is these few things, each once', async () => {
    expect(await filesThat(SRC, /acrossOrganizations\(/)).toEqual(Object.keys(USES).toSorted());
    expect(await filesThat(SRC, /acrossOrganizations\(.*acrossOrganizations\(/s)).toEqual([]);
  });

  it('is nowhere done by taking the filter away', async () => {
    expect(await filesThat(SRC, /tenant: false|filters: false/)).toEqual([]);
  });
});
