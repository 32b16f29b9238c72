import type { Mail } from '@supergraph/kernel/mail';
import { createSubgraph } from '@supergraph/kernel/subgraph';
import { Mailbox } from '@supergraph/kernel/testing';
import { sendMails } from '../actions/send-mails.js';
import type { AuthContext, AuthServices } from '../context.js';
import { OutgoingMail } from '../domain/outgoing-mail.entity.js';
import { authSubgraph } from '../subgraph.js';
import type { App } from './arrange.js';

/** Auth with a mailbox in the place of a mail server. */
export function authWithMailbox() {
  const mailbox = new Mailbox();
  const { definition } = authSubgraph;
  const services = async (boot: Parameters<NonNullable<typeof definition.services>>[0]): Promise<AuthServices> => ({
    ...((await definition.services?.(boot)) as AuthServices),
    mailer: mailbox,
  });
  return { mailbox, subgraph: createSubgraph({ ...definition, services }) };
}

/** Sends what is due, and answers what was sent to that address, oldest first. */
export async function mailsTo(app: App, mailbox: Mailbox, address: string): Promise<Mail[]> {
  await sendMails(app.context() as AuthContext);
  return mailbox.to(address);
}

/** The token of the link in the newest mail to that address. */
export async function tokenTo(app: App, mailbox: Mailbox, address: string): Promise<string> {
  const { text = '' } = (await mailsTo(app, mailbox, address)).at(-1) ?? {};
  const [, token] = /#token=([\w-]{43})/.exec(text) ?? [];
  if (!token) throw new Error(`The newest mail to ${address} has no link`);
  return token;
}

/** Everything that waits to be sent is due now. */
export const hurryMails = (app: App): Promise<unknown> => app.context().em.nativeUpdate(OutgoingMail, {}, { dueAt: new Date(0) });
