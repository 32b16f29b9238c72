import type { Mail, Mailer } from '@supergraph/kernel/mail';
import { createSubgraph } from '@supergraph/kernel/subgraph';
import { sendMails } from '../actions/send-mails.js';
import type { AuthContext, AuthServices } from '../context.js';
import { OutgoingMail } from '../domain/outgoing-mail.entity.js';
import { authSubgraph } from '../subgraph.js';
import type { App } from './arrange.js';

/** Takes mails and keeps them. It can be made to refuse. */
export class Mailbox implements Mailer {
  readonly mails: Mail[] = [];
  refusal: Error | null = null;

  async send(mail: Mail): Promise<void> {
    if (this.refusal) throw this.refusal;
    this.mails.push(mail);
  }

  async close(): Promise<void> {}
}

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
  return mailbox.mails.filter(({ to }) => to === address);
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
