import { describe, expect, it } from '@jest/globals';
import { htmlMail, plainMail } from '@supergraph/kernel/mail';
import { type InvitationMailFacts, invitationMail, nameInMail } from './invitation-mail.js';

const facts = (changes: Partial<InvitationMailFacts> = {}): InvitationMailFacts => ({
  invitation: { email: 'grace@example.com', expiresAt: new Date('2026-11-28T14:05:59Z'), sendCount: 1 },
  organizationName: 'Acme Ltd',
  inviterName: 'Ada L.',
  url: 'https://acme.example/invitation#token=t',
  ...changes,
});

describe('the mail of an invitation', () => {
  it('says who invites whom to where, till when, how to answer, and what to do if one knows nobody there', () => {
    const { subject, paragraphs, link, notes } = invitationMail(facts());

    expect(subject).toBe('Ada L. invites you to Acme Ltd');
    expect(paragraphs.join(' ')).toContain('grace@example.com alone and good until 2026-11-28 14:05 UTC');
    expect(paragraphs.join(' ')).toMatch(/accept it.+or decline it/);
    expect(link).toEqual({ label: 'See the invitation', url: 'https://acme.example/invitation#token=t' });
    expect(notes).toEqual([expect.stringMatching(/^If you do not know Ada L\. or Acme Ltd, leave the link alone/)]);
  });

  it('says that it reminds, and does without a name that nobody knows any more', () => {
    const again = { ...facts().invitation, sendCount: 2 };

    expect(invitationMail(facts({ invitation: again })).subject).toBe('Reminder: Ada L. invites you to Acme Ltd');
    expect(JSON.stringify(invitationMail(facts({ inviterName: null })))).not.toContain('null');
    expect(invitationMail(facts({ inviterName: null })).subject).toBe('You are invited to Acme Ltd');
  });

  it('keeps names in their place: one line, not too long, nothing that cannot be seen, text in HTML', () => {
    const organizationName = `<b>Acme</b>\r\n\r\nYou have won:\u2028 \u202Egpj.exe ${'x'.repeat(300)}`;
    const text = invitationMail(facts({ organizationName, inviterName: 'Ada\n\n-- \nThe bank' }));

    expect(text.subject).toMatch(/^Ada -- The bank invites you to <b>Acme<\/b> You have won: gpj\.exe x+…$/);
    expect([...nameInMail(organizationName)]).toHaveLength(100);
    expect(nameInMail('  Zoë   👩‍🚀 ')).toBe('Zoë 👩‍🚀');
    expect(
      plainMail(text, { name: 'Acme' })
        .split('\n')
        .filter((line) => /won|bank/.test(line)),
    ).toHaveLength(2);
    expect(htmlMail(text, { name: nameInMail(organizationName) })).not.toContain('<b>Acme');
  });
});
