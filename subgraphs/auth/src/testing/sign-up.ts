import { randomUUID } from 'node:crypto';
import type { EventDefinition, EventRecord } from '@supergraph/kernel/events';
import { membershipCreated, tenantActivated, tenantCreated } from '@supergraph/schema/events';
import { SignUp } from '../domain/sign-up.entity.js';
import type { App } from './arrange.js';

interface EventedApp extends App {
  deliver<Payload>(event: EventDefinition<Payload>, payload: Payload, envelope?: Partial<EventRecord>): Promise<unknown>;
}

export const SIGN_UP = `mutation ($input: OrganizationSignUpInput!) { organizationSignUp(input: $input) {
  organization { id name slug status } userErrors { code message field }
  tokens { accessToken refreshToken session { id deviceName organization { slug } } } } }`;

/** A complete input, new in everything that must be. */
export function aSignUp(input: object = {}) {
  const mark = randomUUID().slice(0, 8);
  return {
    name: 'Acme',
    subdomain: `acme-${mark}`,
    ownerEmail: `ada-${mark}@example.com`,
    ownerName: 'Ada Lovelace',
    password: 'correct horse battery staple',
    planKey: 'pro',
    industryCode: 'retail',
    idempotencyKey: randomUUID(),
    ...input,
  };
}

export async function signUp(app: App, input: object) {
  const { data, errors } = await app.execute(SIGN_UP, { input });
  // biome-ignore lint/suspicious/noExplicitAny: a test states the shape in its expectation.
  return { ...(data?.organizationSignUp as any), errors };
}

export const signUpsOf = (app: App, email: string) => app.context().em.find(SignUp, { email }, { orderBy: { id: 'asc' } });

/** What user and tenant tell about a sign-up once its account is there. */
export function news(app: EventedApp, { organizationId, userId, subdomain: slug, name }: SignUp) {
  return {
    created: () => app.deliver(tenantCreated, { organizationId, slug, name, industryCode: 'retail', planKey: 'pro' }),
    activated: () => app.deliver(tenantActivated, { organizationId, slug, name }),
    granted: (person = userId) =>
      app.deliver(membershipCreated, {
        membershipId: randomUUID(),
        organizationId,
        userId: person,
        status: 'ACTIVE',
        kind: 'EMPLOYEE',
        roleKeys: ['owner'],
        permissions: ['org:read', 'org:write'],
      }),
  };
}

export async function provision(app: EventedApp, signUp: SignUp): Promise<void> {
  const { created, granted, activated } = news(app, signUp);
  await created();
  await granted();
  await activated();
}

/** Lets time pass for everything that is claimed or under way. */
export async function pass(app: App, seconds: number): Promise<void> {
  const { em } = app.context();
  await em.execute(
    `update sign_up set claimed_at = claimed_at - make_interval(secs => ?), updated_at = updated_at - make_interval(secs => ?)`,
    [seconds, seconds],
  );
}
