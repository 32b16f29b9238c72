import { defineConsumer } from '@supergraph/kernel/events';
import { accountCreated } from '@supergraph/schema/events';
import { createOwner } from '../actions/create-owner.js';
import type { UserContext } from '../context.js';

/** Somebody can log in: they become a person here and, with an organization, its owner. */
export const createOwnerOfNewOrganization = defineConsumer({
  name: 'user.create-owner',
  event: accountCreated,
  handle: (ctx: UserContext, account) => createOwner(ctx, account),
});
