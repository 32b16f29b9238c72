import type { Connection, PageArgs } from '@supergraph/kernel/db';
import { DomainError } from '@supergraph/kernel/errors';
import type { UserContext } from '../context.js';
import { MemberKind, type Membership, MembershipStatus } from '../domain/membership.entity.js';
import { listMembers } from './list-members.js';

export interface Directory {
  organizationId: string;
  /** Part of the name or the e-mail address. */
  query?: string | null | undefined;
  page: PageArgs;
}

const CONTACTS = [MemberKind.CLIENT, MemberKind.SUPPLIER, MemberKind.PARTNER];

const listActive = (ctx: UserContext, kind: MemberKind[], { organizationId, query = null, page }: Directory) =>
  listMembers(ctx, { organizationId, filter: { kind, query, status: [MembershipStatus.ACTIVE] }, page });

/** A page of those who work for an organization: its staff directory. */
export const listEmployees = (ctx: UserContext, directory: Directory): Promise<Connection<Membership>> =>
  listActive(ctx, [MemberKind.EMPLOYEE], directory);

/**
 * A page of those whom an organization deals with: its address book.
 *
 * @throws DomainError BAD_USER_INPUT where employees are asked for.
 */
export function listContacts(ctx: UserContext, kind: MemberKind[] | null, directory: Directory): Promise<Connection<Membership>> {
  if (kind?.includes(MemberKind.EMPLOYEE)) throw noContact();
  return listActive(ctx, kind ?? CONTACTS, directory);
}

const noContact = () =>
  new DomainError({ code: 'BAD_USER_INPUT', kind: 'invalid', message: 'Contacts are CLIENT, SUPPLIER or PARTNER', field: ['kind'] });
