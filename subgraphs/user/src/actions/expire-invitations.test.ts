import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import type { UserContext } from '../context.js';
import { Invitation } from '../domain/invitation.entity.js';
import { userSubgraph } from '../subgraph.js';
import { aCompany } from '../testing/a-company.js';
import { anInvitation, runOut } from '../testing/an-invitation.js';
import { expireInvitations } from './expire-invitations.js';

describe('expireInvitations', () => {
  const app = testSubgraph(userSubgraph);
  const run = () => expireInvitations(app.context<UserContext>());

  it('notes and announces those whose time is over, in every organization, and no others', async () => {
    const [one, other] = [await aCompany(app), await aCompany(app)];
    const late = [
      await anInvitation(app, { by: one.owner, row: runOut(), roleKeys: ['manager', 'employee'] }),
      await anInvitation(app, { by: other.owner, row: runOut(), roleKeys: ['admin'] }),
    ];
    const open = await anInvitation(app, { by: one.owner });
    const declined = await anInvitation(app, {
      by: one.owner,
      row: { ...runOut(), status: 'DECLINED' as Invitation['status'], endedAt: new Date() },
    });

    await run();

    const rows = await app.context().em.find(Invitation, {}, { orderBy: { id: 'asc' } });
    expect(rows.map(({ id, status }) => [id, status])).toEqual([
      ...late.map(({ invitation: { id } }) => [id, 'EXPIRED']),
      [open.invitation.id, 'PENDING'],
      [declined.invitation.id, 'DECLINED'],
    ]);
    const raised = await app.raised();
    expect(raised.map(({ type, organizationId, payload }) => [type, organizationId, payload.status, payload.roleKeys])).toEqual(
      expect.arrayContaining([
        ['invitation.updated.v1', one.organizationId, 'EXPIRED', ['employee', 'manager']],
        ['invitation.updated.v1', other.organizationId, 'EXPIRED', ['admin']],
      ]),
    );
    expect(raised).toHaveLength(2);
    await run();
    expect(await app.raised()).toEqual([]);
  });

  it('takes more than a batch, and shares them with other replicas', async () => {
    const { organizationId, owner } = await aCompany(app);
    await app.context().em.execute(
      `insert into invitation (id, created_at, updated_at, organization_id, email, kind, role_ids, module_keys, status, invited_by_id,
         last_sent_at, expires_at, send_count, token_hash)
       select gen_random_uuid(), now(), now(), ?, n || '@example.com', 'EMPLOYEE', array[gen_random_uuid()], '{}', 'PENDING', ?,
         now() - interval '2 hours', now() - interval '1 hour', 1, n::text from generate_series(1, 450) n`,
      [organizationId, owner.user.id],
      'run',
    );

    await Promise.all([run(), run()]);
    await run();

    expect(await app.context().em.count(Invitation, { organizationId, status: 'EXPIRED' as Invitation['status'] })).toBe(450);
    expect(await app.raised()).toHaveLength(450);
  });
});
