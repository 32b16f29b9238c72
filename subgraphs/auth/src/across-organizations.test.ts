import { describe, expect, it } from '@jest/globals';
import { filesThat } from '@supergraph/kernel/testing';

/** What leaves the row locks behind, and why it must. A new line here is a decision: prefer a policy. */
const USES: Readonly<Record<string, string>> = {
  'actions/login.ts': 'A login finds out whose it is: account and memberships are looked for among everybody’s.',
  'actions/logout.ts': 'A refresh token says which session, and only that says whose. With an access token the locks hold.',
  'actions/refresh-tokens.ts': 'The same: the access token that would have said whose has run out.',
  'actions/select-organization.ts': 'The second half of a login: until an organization is chosen there is none.',
  'actions/sign-up-organization.ts': 'The organization is not there yet, and addresses are unique among all.',
  'context.ts': 'Id, name, slug and status of the organization of a session that was just given out.',
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
