import { describe, expect, it } from '@jest/globals';
import { migrate } from '@supergraph/kernel/db';
import { eventMigrations } from '@supergraph/kernel/events';
import { executeAs, testSubgraph } from '@supergraph/kernel/testing';
import { Invitation } from '../domain/invitation.entity.js';
import { aCompany } from '../testing/a-company.js';
import { anInvitation } from '../testing/an-invitation.js';
import { inviting } from '../testing/inviting.js';
import { sendDue, userWithMailbox } from '../testing/mailbox.js';
import { migrations } from './index.js';

describe('the upgrade that begins to mail invitations', () => {
  const { subgraph, mailbox, call } = userWithMailbox();
  const app = testSubgraph(subgraph, { call });

  it('mails nobody who was invited before it, and everybody who is invited or reminded after it', async () => {
    const { owner } = await aCompany(app);
    const { invitation } = await anInvitation(app, { by: owner, row: { sendCount: 3 } });
    const { ownerUrl: url } = app.database();
    await executeAs(
      url,
      'alter table "user".invitation drop column mailed_count, drop column mail_attempts, drop column mail_due_at',
      `delete from "user".migration where name = '0008-mail-invitations'`,
    );

    await migrate({ url, schema: 'user', migrations: [...eventMigrations, ...migrations] });
    const { invitation: later } = await inviting(app)(owner);
    await sendDue(app);

    expect(mailbox.mails.map(({ to }) => to)).toEqual([later.email]);
    // By a replica of the version before, which knows nothing of mails.
    await app.context().em.execute('update invitation set send_count = send_count + 1 where id = ?', [invitation.id], 'run');
    await sendDue(app);
    expect(mailbox.to(invitation.email)).toHaveLength(1);
    expect(await app.context().em.findOne(Invitation, { id: invitation.id })).toMatchObject({ sendCount: 4, mailedCount: 4, revision: 1 });
  });
});
