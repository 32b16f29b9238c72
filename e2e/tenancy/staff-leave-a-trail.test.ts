import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type Frontend, frontend } from '../src/client.js';
import { signUp } from '../testkit/companies.js';
import { type Fleet, startFleet } from '../testkit/fleet.js';
import { STAFF, staffOf } from '../testkit/staff.js';
import { until } from '../testkit/until.js';

const READ = 'query Look($id: ID, $slug: String) { organization(id: $id, slug: $slug) { name memberCount } }';
const TRAIL =
  '{ organization { auditEvents(first: 10, filter: { actions: ["platform.organization_accessed"] }) { nodes { action severity actor { type id } changes } } } }';

describe('platform staff', () => {
  let fleet: Fleet;
  let staff: Frontend;
  let ours: Answer;
  beforeAll(async () => {
    fleet = await startFleet({ env: STAFF });
    staff = await staffOf(fleet);
    ours = await signUp(frontend(fleet.url));
  }, 60_000);
  afterAll(() => fleet.stop());

  const trail = async (): Promise<Answer[]> =>
    (await frontend(fleet.url, ours.tokens.accessToken).ask(TRAIL)).organization.auditEvents.nodes;

  it('read an organization by naming it, and the organization sees that they did, once', async () => {
    for (const variables of [{ id: ours.organization.id }, { slug: ours.organization.slug }, { id: ours.organization.id }])
      expect((await staff.ask(READ, variables)).organization).toMatchObject({ memberCount: 1 });

    const [event] = await until(trail, (events) => events.length > 0);

    expect(event).toMatchObject({ severity: 'MEDIUM', actor: { type: 'USER' }, changes: { operation: 'Look', fields: ['organization'] } });
    expect(await trail()).toHaveLength(1);
  });

  it('read none where they name none, and leave no trail where there is nobody', async () => {
    expect(await staff.errorsOf('{ organization { name } }')).toEqual(['TENANT_REQUIRED']);
    expect(await staff.ask(READ, { id: randomUUID() })).toEqual({ organization: null });
  });

  it('see the organizations in a list by a scope of the platform, and members do not', async () => {
    expect((await staff.ask('{ organizations(first: 5) { nodes { slug memberCount } } }')).organizations.nodes).toHaveLength(1);
    expect(await frontend(fleet.url, ours.tokens.accessToken).errorsOf('{ organizations(first: 5) { nodes { slug } } }')).toEqual([
      'UNAUTHORIZED_FIELD_OR_TYPE',
    ]);
  });
});
