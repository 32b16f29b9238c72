import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';
import { OutgoingMail } from '../domain/outgoing-mail.entity.js';
import { anAccount, CONFIG } from '../testing/arrange.js';
import { authWithMailbox, hurryMails, mailsTo } from '../testing/mailbox.js';
import { sendMails } from './send-mails.js';

const ASK = 'mutation ($email: String!) { passwordResetRequest(email: $email) { ok } }';

describe('mails', () => {
  const { subgraph, mailbox } = authWithMailbox();
  const app = testSubgraph(subgraph, { config: CONFIG });
  const em = () => app.context().em;
  const aPerson = async () => ({ account: await anAccount(app) });
  const ask = (email: string) => app.execute(ASK, { email });

  it('wait for their next attempt where they cannot be sent, and are sent then', async () => {
    const { account } = await aPerson();
    await ask(account.email);
    mailbox.refusal = new Error('the server is away');
    await sendMails(app.context<AuthContext>());
    mailbox.refusal = null;

    expect(await mailsTo(app, mailbox, account.email)).toEqual([]);
    const [waiting] = await em().find(OutgoingMail, {});
    expect(waiting?.attempts).toBe(1);
    await hurryMails(app);
    expect(await mailsTo(app, mailbox, account.email)).toHaveLength(1);
    expect(await em().count(OutgoingMail)).toBe(0);
  });

  it('are given up after the twelfth attempt', async () => {
    const { account } = await aPerson();
    await ask(account.email);
    await em().nativeUpdate(OutgoingMail, {}, { attempts: 11 });
    mailbox.refusal = new Error('the server is away');

    await sendMails(app.context<AuthContext>());
    mailbox.refusal = null;

    expect(await em().count(OutgoingMail)).toBe(0);
  });

  it('are sent once by replicas that send at once', async () => {
    const people = await Promise.all(Array.from({ length: 30 }, aPerson));
    for (const { account } of people) await ask(account.email);
    mailbox.mails.length = 0;

    await Promise.all(Array.from({ length: 6 }, () => sendMails(app.context<AuthContext>())));

    expect(mailbox.mails.map(({ to }) => to).toSorted()).toEqual(people.map(({ account }) => account.email).toSorted());
  });

  it('are not waited for while another replica claims them', async () => {
    const people = await Promise.all(Array.from({ length: 12 }, aPerson));
    for (const { account } of people) await ask(account.email);
    mailbox.mails.length = 0;
    const other = app.context<AuthContext>();
    await other.em.begin();
    const claimed = await other.em.execute<object[]>(
      'select id from outgoing_mail where due_at <= now() order by due_at limit 10 for update',
    );

    await sendMails(app.context<AuthContext>());
    const sent = mailbox.mails.length;
    await other.em.rollback();
    await sendMails(app.context<AuthContext>());

    expect([claimed.length, sent, mailbox.mails.length]).toEqual([10, 2, 12]);
  });

  it('show what people wrote as text', async () => {
    const { account } = await aPerson();
    await em().nativeUpdate(Account, { id: account.id }, { displayName: '<img src=x onerror=alert(1)>' });
    await ask(account.email);

    const [sent] = await mailsTo(app, mailbox, account.email);

    expect(sent?.html).toContain('Hello &lt;img src=x onerror=alert(1)&gt;,');
    expect(sent?.html).not.toContain('<img');
  });
});
