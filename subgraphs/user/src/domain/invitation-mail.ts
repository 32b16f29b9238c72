import type { MailText } from '@supergraph/kernel/mail';
import type { Invitation } from './invitation.entity.js';

export interface InvitationMailFacts {
  invitation: Pick<Invitation, 'email' | 'expiresAt' | 'sendCount'>;
  organizationName: string;
  /** Null where whoever invited is not known any more. */
  inviterName: string | null;
  /** The page that shows the invitation, with its token. */
  url: string;
}

const MOST = 100;

/** Line breaks and whatever else is not to be seen, those that turn the direction of what follows among them. */
const UNSEEN = /[\s\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** A name in one line, and of a length that leaves room for the rest: it stands in a mail that its owner did not write. */
export function nameInMail(text: string): string {
  const chars = [...text.replace(UNSEEN, ' ').trim()];
  return chars.length > MOST ? `${chars.slice(0, MOST - 1).join('')}…` : chars.join('');
}

/** What the mail of an invitation says, or the mail that reminds of it. What people wrote stands in it as text. */
export function invitationMail({ invitation, url, ...names }: InvitationMailFacts): MailText {
  const organization = nameInMail(names.organizationName);
  const inviter = names.inviterName && nameInMail(names.inviterName);
  const till = `${invitation.expiresAt.toISOString().replace('T', ' ').slice(0, 16)} UTC`;
  const invites = inviter ? `${inviter} invites you to ${organization}` : `You are invited to ${organization}`;
  return {
    subject: invitation.sendCount > 1 ? `Reminder: ${invites}` : invites,
    paragraphs: [
      'Hello,',
      `${invites}. The invitation is for ${invitation.email} alone and good until ${till}.`,
      'The link shows it. There you accept it, with the account that you have or with a new one, or decline it.',
    ],
    link: { label: 'See the invitation', url },
    notes: [
      `If you do not know ${inviter ?? 'whoever invites you'} or ${organization}, leave the link alone and delete this mail: without it nothing happens, and nobody is told anything of you.`,
    ],
  };
}
