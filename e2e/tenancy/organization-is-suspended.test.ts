import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Frontend, frontend } from '../src/client.js';
import { LOGIN, REFRESH } from '../src/documents.js';
import { aCompany, signUp } from '../testkit/companies.js';
import { type Fleet, startFleet } from '../testkit/fleet.js';
import { STAFF, staffOf } from '../testkit/staff.js';
import { until } from '../testkit/until.js';

const SUSPEND =
  'mutation ($input: OrganizationReasonInput!) { organizationSuspend(input: $input) { organization { status } userErrors { code } } }';
const REACTIVATE =
  'mutation ($input: OrganizationReasonInput!) { organizationReactivate(input: $input) { organization { status } userErrors { code } } }';

describe('an organization that is suspended', () => {
  let fleet: Fleet;
  let staff: Frontend;
  beforeAll(async () => {
    fleet = await startFleet({ env: STAFF });
    staff = await staffOf(fleet);
  }, 60_000);
  afterAll(() => fleet.stop());

  it('is shut to its members at once, their tokens and sessions included, and open again with a new login', async () => {
    const company = aCompany();
    const { organization, tokens } = await signUp(frontend(fleet.url), company);
    const member = frontend(fleet.url, tokens.accessToken);
    const code = async () => (await member.errorsOf('{ organization { name } }'))[0] ?? 'none';
    expect(await code()).toBe('none');

    await staff.ask(SUSPEND, { input: { id: organization.id, reason: 'unpaid' } });
    await until(code, (seen) => seen !== 'none');
    // The status is told by one subgraph and the end of the session by another: either may come first.
    expect(await until(code, (seen) => seen === 'SESSION_ENDED')).toBe('SESSION_ENDED');
    expect((await frontend(fleet.url).ask(REFRESH, { refreshToken: tokens.refreshToken })).tokenRefresh.userErrors).toHaveLength(1);
    const { login } = await frontend(fleet.url).ask(LOGIN, { input: { email: company.ownerEmail, password: company.password } });
    expect(login.outcome).toBeNull();

    await staff.ask(REACTIVATE, { input: { id: organization.id, reason: 'paid' } });
    const again = await until(
      async () =>
        (await frontend(fleet.url).ask(LOGIN, { input: { email: company.ownerEmail, password: company.password } })).login.outcome,
      (outcome) => outcome?.__typename === 'TokenPair',
    );
    const back = frontend(fleet.url, again.accessToken);
    await until(
      () => back.errorsOf('{ organization { name } }'),
      (errors) => errors.length === 0,
    );
    expect(await code()).toBe('SESSION_ENDED');
  });
});
