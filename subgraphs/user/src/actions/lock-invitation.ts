import { LockMode } from '@mikro-orm/core';
import { findById } from '@supergraph/kernel/db';
import { CommonErrors } from '@supergraph/kernel/errors';
import type { UserContext } from '../context.js';
import { Invitation } from '../domain/invitation.entity.js';

/**
 * One of the organization's invitations, in whatever state, which nobody else changes until the transaction ends.
 *
 * @throws CommonErrors.NOT_FOUND
 */
export function lockInvitation({ em }: UserContext, id: string): Promise<Invitation> {
  return findById(em, Invitation, id, { notFound: () => CommonErrors.NOT_FOUND('Invitation').at('id'), lock: LockMode.PESSIMISTIC_WRITE });
}
