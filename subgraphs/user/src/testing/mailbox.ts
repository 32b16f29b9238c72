import { createSubgraph } from '@supergraph/kernel/subgraph';
import { Mailbox } from '@supergraph/kernel/testing';
import type { SubgraphResponse } from '@supergraph/kernel/transport';
import { sendInvitations } from '../actions/send-invitations.js';
import type { UserContext, UserServices } from '../context.js';
import { userSubgraph } from '../subgraph.js';

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
