import type { Mail, Mailer } from '@supergraph/kernel/mail';
import { createSubgraph } from '@supergraph/kernel/subgraph';
import type { SubgraphResponse } from '@supergraph/kernel/transport';
import { sendInvitations } from '../actions/send-invitations.js';
import type { UserContext, UserServices } from '../context.js';
import { userSubgraph } from '../subgraph.js';

/** Takes mails and keeps them. It can be made to refuse, and to do something before it takes one. */
export class Mailbox implements Mailer {
  readonly mails: Mail[] = [];
  refusal: Error | null = null;
  before: (mail: Mail) => Promise<unknown> = async () => {};

  async send(mail: Mail): Promise<void> {
    await this.before(mail);
    if (this.refusal) throw this.refusal;
    this.mails.push(mail);
  }

  async close(): Promise<void> {}

  to = (address: string): Mail[] => this.mails.filter(({ to }) => to === address);
}

/** User with a mailbox in the place of a mail server, and a tenant that knows one name. */
export function userWithMailbox() {
  const mailbox = new Mailbox();
  const tenant: { answer: SubgraphResponse } = { answer: { data: { organization: { name: 'Acme Ltd' } } } };
  const { definition } = userSubgraph;
  const services = async (boot: Parameters<NonNullable<typeof definition.services>>[0]): Promise<UserServices> => ({
    ...((await definition.services?.(boot)) as UserServices),
    mailer: mailbox,
  });
  return { mailbox, tenant, call: async () => tenant.answer, subgraph: createSubgraph({ ...definition, services }) };
}

interface App {
  context(): unknown;
}

/** One turn of the job. */
export const sendDue = (app: App): Promise<void> => sendInvitations(app.context() as UserContext);
