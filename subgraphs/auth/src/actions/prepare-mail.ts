import { htmlMail, type Mail, plainMail } from '@supergraph/kernel/mail';
import type { AuthContext } from '../context.js';
import { Account, AccountStatus } from '../domain/account.entity.js';
import { MAIL_TEXTS } from '../domain/mail-texts.js';
import { TokenPurpose } from '../domain/one-time-token.entity.js';
import { Organization } from '../domain/organization.entity.js';
import { type MailData, MailKind } from '../domain/outgoing-mail.entity.js';
import { issueOneTimeToken } from './one-time-tokens.js';

const PLATFORM = 'innoERP';

interface Letter {
  to: string;
  /** The frontend's page, and what its link is good for. */
  link?: { page: string; purpose: TokenPurpose; data?: Record<string, string> };
}

type Address = (account: Account, data: MailData) => Letter | null;

/** Who gets a mail of each kind, with which link; null where it has nobody to go to any more. */
const LETTERS: Readonly<Record<MailKind, Address>> = {
  [MailKind.PASSWORD_RESET]: ({ email }) => ({ to: email, link: { page: 'reset-password', purpose: TokenPurpose.PASSWORD_RESET } }),
  [MailKind.PASSWORD_CHANGED]: ({ email }) => ({ to: email }),
  [MailKind.EMAIL_VERIFICATION]: ({ email, emailVerifiedAt }) =>
    emailVerifiedAt ? null : { to: email, link: { page: 'verify-email', purpose: TokenPurpose.EMAIL_VERIFICATION, data: { email } } },
  [MailKind.EMAIL_CHANGE]: ({ email: formerEmail }, { email = '' }) => ({
    to: email,
    link: { page: 'change-email', purpose: TokenPurpose.EMAIL_CHANGE, data: { email, formerEmail } },
  }),
  [MailKind.EMAIL_CHANGED]: ({ email: changed }, { formerEmail: email = '' }) => ({
    to: email,
    link: { page: 'undo-email-change', purpose: TokenPurpose.EMAIL_CHANGE_UNDO, data: { email, formerEmail: changed } },
  }),
  [MailKind.NEW_DEVICE]: ({ email }) => ({ to: email }),
  [MailKind.ACCOUNT_LOCKED]: ({ email }) => ({ to: email, link: { page: 'unlock-account', purpose: TokenPurpose.ACCOUNT_UNLOCK } }),
  [MailKind.SECOND_FACTOR_CHANGED]: ({ email }) => ({ to: email }),
  [MailKind.IMPERSONATED]: ({ email }) => ({ to: email }),
  [MailKind.CODE_REUSED]: ({ email }) => ({ to: email }),
  [MailKind.BACKUP_CODES_RENEWED]: ({ email }) => ({ to: email }),
  [MailKind.DEVICE_TRUSTED]: ({ email }) => ({ to: email }),
  [MailKind.API_KEY_CREATED]: ({ email }) => ({ to: email }),
  [MailKind.API_KEY_ENDS]: ({ email }) => ({ to: email }),
  [MailKind.PASSWORD_ENDS]: ({ email }) => ({ to: email }),
  [MailKind.IDENTITY_LINK_CHANGED]: ({ email }) => ({ to: email }),
};

/**
 * Writes a mail, with a link made for it; flush before it is sent. Null where there is nobody for it: an address that was typed and
 * is nobody's, somebody who is disabled, an address that is verified by now.
 */
export async function prepareMail(ctx: AuthContext, kind: MailKind, data: MailData): Promise<Mail | null> {
  const whose = data.userId ? { id: data.userId } : { email: data.email ?? '' };
  const account = await ctx.em.findOne(Account, { ...whose, status: AccountStatus.ACTIVE }, { refresh: true });
  const letter = account && LETTERS[kind](account, data);
  if (!account || !letter) return null;
  const { id: userId, displayName } = account;
  const text = MAIL_TEXTS[kind]({ displayName, data, url: letter.link ? urlOf(ctx, userId, letter.link) : '' });
  const brand = { name: await brandOf(ctx, data) };
  return { to: letter.to, subject: text.subject, text: plainMail(text, brand), html: htmlMail(text, brand) };
}

/** Behind the `#`: what is there no server is told, and no log. */
function urlOf(ctx: AuthContext, userId: string, { page, purpose, data }: NonNullable<Letter['link']>): string {
  const token = issueOneTimeToken(ctx, purpose, { userId, ...(data ? { data } : {}) });
  return `${ctx.services.appUrl}/${page}#token=${token}`;
}

async function brandOf({ em }: AuthContext, { organizationId }: MailData): Promise<string> {
  const organization = organizationId ? await em.findOne(Organization, { id: organizationId }) : null;
  return organization?.name ?? PLATFORM;
}
