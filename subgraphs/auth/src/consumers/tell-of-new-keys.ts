import { defineConsumer } from '@supergraph/kernel/events';
import { apiKeyCreated, apiKeyRotated } from '@supergraph/schema/events';
import { tellKeepersOfKeys } from '../actions/tell-organization.js';
import type { AuthContext } from '../context.js';
import { MailKind } from '../domain/outgoing-mail.entity.js';
import { ServiceAccount } from '../domain/service-account.entity.js';

/** A machine has a key more: whoever keeps the keys of its organization is told by mail. Keys are made where mails cannot be written. */
export const tellOfNewKeys = defineConsumer({
  name: 'auth.tell-of-new-keys',
  event: [apiKeyCreated, apiKeyRotated],
  async handle(request: AuthContext, { serviceAccountId: id, organizationId }: { serviceAccountId: string; organizationId: string }) {
    // Mails wait among everybody's. Should this be done twice after a crash, they are told twice.
    const ctx = request.acrossOrganizations();
    const account = await ctx.em.findOne(ServiceAccount, { id });
    if (!account) return;
    await tellKeepersOfKeys(ctx, organizationId, MailKind.API_KEY_CREATED, { machine: account.name });
    await ctx.em.flush();
  },
});
