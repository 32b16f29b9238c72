import { randomUUID } from 'node:crypto';
import type { EntityClass } from '@mikro-orm/core';
import type { BaseEntity } from '@supergraph/kernel/db';
import { Account } from '../domain/account.entity.js';
import { MembershipGrant } from '../domain/membership-grant.entity.js';
import { Organization } from '../domain/organization.entity.js';
import { Session } from '../domain/session.entity.js';
import { SignUp } from '../domain/sign-up.entity.js';
import { SigningKey } from '../domain/signing-key.entity.js';
import { type App, aMember, identityOf, logIn, store } from './arrange.js';

/** Rows that are one organization's. */
export const TENANT_OWNED: readonly EntityClass<BaseEntity>[] = [MembershipGrant, Organization, Session, SignUp];

/** Rows that only the platform's role sees. */
export const PLATFORM_ONLY: readonly EntityClass<BaseEntity>[] = [Account, SigningKey];

export const aGrantIn = (organizationId: string) => new MembershipGrant({ id: randomUUID(), organizationId, userId: randomUUID() });

/** An organization with the sign-up that it came from and a member who is logged in. */
export async function aTenant(app: App) {
  const member = await aMember(app);
  const { organization, account } = member;
  const { slug: subdomain, name } = organization;
  const { email, displayName } = account;
  const asked = { name, subdomain, email, displayName, planKey: null, industryCode: null };
  const signUp = new SignUp({ ...asked, idempotencyKeyHash: randomUUID(), fingerprint: 'of a test', passwordHash: '' });
  signUp.accountWasCreated();
  signUp.complete();
  await store(app, Object.assign(signUp, { organizationId: organization.id, userId: account.id }));
  const { outcome } = await logIn(app, account);
  return { ...member, signUp, sessionId: outcome.session.id as string, identity: identityOf(outcome.accessToken) };
}

export type Tenant = Awaited<ReturnType<typeof aTenant>>;

/** All that would give a tenant away. */
export const marksOf = ({ account, organization, grant, signUp, sessionId }: Tenant): string[] => [
  account.id,
  account.email,
  organization.id,
  organization.slug,
  grant.id,
  signUp.id,
  sessionId,
];
