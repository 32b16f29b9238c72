import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';

/** What leaves the row locks behind, and why it must. A new line here is a decision: prefer a policy. */
const USES: Readonly<Record<string, string>> = {
  'actions/login.ts': 'A login finds out whose it is: account and memberships are looked for among everybody’s.',
  'actions/logout.ts': 'A refresh token says which session, and only that says whose. With an access token the locks hold.',
  'actions/refresh-tokens.ts': 'The same: the access token that would have said whose has run out.',
  'actions/select-organization.ts': 'The second half of a login: until an organization is chosen there is none.',
  'actions/sign-up-organization.ts': 'The organization is not there yet, and addresses are unique among all.',
  'context.ts': 'Id, name, slug and status of the organization of a session that was just given out.',
};

const source = new URL('.', import.meta.url);

async function sources(): Promise<[string, string][]> {
  const files = (await readdir(source, { recursive: true })).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  return Promise.all(files.map(async (file): Promise<[string, string]> => [file, await readFile(new URL(file, source), 'utf8')]));
}

describe('what crosses organizations', () => {
  it('is these few things, each once', async () => {
    const uses = (await sources()).flatMap(([file, text]) => [...text.matchAll(/acrossOrganizations\(/g)].map(() => file));

    expect(uses.sort()).toEqual(Object.keys(USES).sort());
  });

  it('is nowhere done by taking the filter away', async () => {
    expect((await sources()).filter(([, text]) => /tenant: false|filters: false/.test(text))).toEqual([]);
  });
});
