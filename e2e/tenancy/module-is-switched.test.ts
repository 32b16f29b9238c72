import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type Frontend, frontend } from '../src/client.js';
import { ASSIGN, DIRECTORY, DISABLE, ENABLE } from '../src/documents.js';
import { signUp } from '../testkit/companies.js';
import { type Fleet, startFleet } from '../testkit/fleet.js';
import { until } from '../testkit/until.js';

describe('a module that is switched off', () => {
  let fleet: Fleet;
  let owner: Frontend;
  let input: { organizationId: string; moduleKey: string };
  beforeAll(async () => {
    fleet = await startFleet();
    const { organization, tokens } = await signUp(frontend(fleet.url));
    owner = frontend(fleet.url, tokens.accessToken);
    input = { organizationId: organization.id, moduleKey: 'hr' };
  }, 60_000);
  afterAll(() => fleet.stop());

  const change = (document: string) => owner.ask(document, { input });
  const directory = (reason: string | null) =>
    until(
      () => owner.askPartly(DIRECTORY),
      ({ errors }) => (errors[0]?.extensions.reason ?? null) === reason,
    );

  it('answers MODULE_DISABLED with the reason, serves the rest, and works again once it is on', async () => {
    const before = await directory('NOT_INSTALLED');
    await change(ASSIGN);
    const assigned = await directory(null);
    await change(DISABLE);
    const disabled = await directory('DISABLED');
    await change(ENABLE);
    const enabled = await directory(null);

    for (const { data, errors } of [before, disabled]) {
      expect(data).toEqual({ organization: { name: expect.any(String), employees: null } });
      expect(errors).toMatchObject([{ path: ['organization', 'employees'], extensions: { code: 'MODULE_DISABLED', module: 'hr' } }]);
    }
    for (const { data } of [assigned, enabled]) expect(data.organization.employees.nodes).toHaveLength(1);
  });

  it('asks no subgraph for what it does not serve', async () => {
    await change(DISABLE);
    await directory('DISABLED');

    const { calls } = await fleet.observe(() => owner.askPartly('{ organization { employees { nodes { id } } } }'));

    expect(calls).toEqual([]);
  });

  it('is refused by the subgraph as well, whoever let it through', async () => {
    const { errors } = (await fleet.fleet.call('user', {
      query: 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Organization { employees { nodes { id } } } } }',
      variables: { of: [{ __typename: 'Organization', id: input.organizationId }] },
      identity: {
        kind: 'user',
        subject: '0190a000-0000-7000-8000-000000000001',
        organizationId: input.organizationId,
        scopes: ['org:members:read'],
        sessionId: null,
        memberKind: 'EMPLOYEE',
      },
      requestId: 'story',
    })) as Answer;

    expect(errors).toMatchObject([{ extensions: { code: 'MODULE_DISABLED', module: 'hr', reason: 'DISABLED' } }]);
  });
});
