import { setTimeout as sleep } from 'node:timers/promises';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { CommonErrors, InvalidInputError, parseInput } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import { Account } from '../domain/account.entity.js';
import { keyedHash } from '../domain/derived-keys.js';
import { Organization, OrganizationStatus } from '../domain/organization.entity.js';
import { SignUp, SignUpState } from '../domain/sign-up.entity.js';
import { identityOf, type SignUpValues, signUpInput } from '../domain/sign-up-input.js';
import { carrySignUpForward, claimSignUp } from './carry-sign-up-forward.js';
import { checkPassword } from './check-password.js';
import { checkSignUp } from './check-sign-up.js';
import type { IssuedTokens } from './issue-tokens.js';
import { type Entrance, startSession } from './start-session.js';
import { throttle } from './throttle.js';

const POLL_MS = 50;

export interface SignedUp {
  organization: Pick<Organization, 'id' | 'name' | 'slug' | 'status'>;
  /** Null where the organization is not ready yet, or where a repeat came with another password. */
  tokens: IssuedTokens | null;
}

interface Begun {
  signUp: SignUp;
  /** Begun by this very call, and so this call's to carry on. */
  isNew: boolean;
}

/**
 * Signs an organization and its owner up, once for every idempotency key, however often and however concurrently it is
 * sent. Answers when the organization is ready, or after a few seconds while it still is on its way.
 *
 * @throws InvalidInputError with all problems; CommonErrors.UNAVAILABLE where the outcome is open: send the same again.
 */
export async function signUpOrganization(request: AuthContext, values: SignUpValues): Promise<SignedUp> {
  // The organization is not there yet, its sign-up belongs to nobody who asks, and addresses are unique among all.
  const ctx = request.acrossOrganizations();
  await throttle(ctx, { what: 'organizationSignUp', source: ctx.services.openCalls });
  const deadline = Date.now() + ctx.services.signUpWait;
  do {
    const done = await attempt(ctx, values, deadline);
    if (done) return done;
  } while (Date.now() < deadline);
  throw CommonErrors.UNAVAILABLE('Sign-up');
}

/** @returns null where somebody else carried it on and was refused: its key is free then, and another attempt is told why. */
async function attempt(ctx: AuthContext, values: SignUpValues, deadline: number): Promise<SignedUp | null> {
  const begun = await findOrBegin(ctx, values);
  if (!begun) return null;
  const { signUp, isNew } = begun;
  const mine = isNew ? signUp : await claimSignUp(ctx, signUp.id);
  const problems = mine ? await carrySignUpForward(ctx, mine) : [];
  if (problems.length > 0) throw new InvalidInputError(problems);

  const settled = await waitUntilSettled(ctx, signUp.id, deadline);
  if (!settled || settled.state === SignUpState.FAILED) return null;
  if (settled.state === SignUpState.RESERVING) throw CommonErrors.UNAVAILABLE('Sign-up');
  return answer(ctx, settled, { values, isNew });
}

async function findOrBegin(ctx: AuthContext, values: SignUpValues): Promise<Begun | null> {
  const known = await findRepeated(ctx, values);
  if (known) return { signUp: known, isNew: false };
  const problems = await checkSignUp(ctx, values);
  if (problems.length === 0) return begin(ctx, values);
  // The address may be taken by this very sign-up, sent a moment ago.
  const meanwhile = await findRepeated(ctx, values);
  if (!meanwhile) throw new InvalidInputError(problems);
  return { signUp: meanwhile, isNew: false };
}

const keyHash = ({ services }: AuthContext, { idempotencyKey }: SignUpValues) =>
  keyedHash(services.keys.idempotency, `key ${idempotencyKey}`);
const fingerprint = ({ services }: AuthContext, values: SignUpValues) =>
  keyedHash(services.keys.idempotency, `input ${identityOf(values)}`);

async function findRepeated(ctx: AuthContext, values: SignUpValues): Promise<SignUp | null> {
  const signUp = await ctx.em.findOne(SignUp, { idempotencyKeyHash: keyHash(ctx, values) });
  if (signUp && signUp.fingerprint !== fingerprint(ctx, values)) {
    throw CommonErrors.INVALID('This key belongs to a sign-up with another input').at('input', 'idempotencyKey');
  }
  return signUp;
}

/** @returns null where the same sign-up was begun by somebody else at this moment, and is gone again. */
async function begin(ctx: AuthContext, values: SignUpValues): Promise<Begun | null> {
  const {
    ownerEmail,
    ownerName,
    planKey = null,
    industryCode = null,
    ...request
  } = parseInput(signUpInput(values, ctx.services.passwordMinLength), values);
  const signUp = new SignUp({
    idempotencyKeyHash: keyHash(ctx, values),
    fingerprint: fingerprint(ctx, values),
    email: ownerEmail,
    displayName: ownerName,
    name: request.name,
    subdomain: request.subdomain,
    planKey,
    industryCode,
    passwordHash: await ctx.services.passwords.hash(request.password),
  });
  try {
    ctx.em.persist(signUp);
    await ctx.em.flush();
    return { signUp, isNew: true };
  } catch (error) {
    ctx.em.clear();
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    const other = await findRepeated(ctx, values);
    return other && { signUp: other, isNew: false };
  }
}

async function waitUntilSettled(ctx: AuthContext, id: string, deadline: number): Promise<SignUp | null> {
  for (;;) {
    const signUp = await ctx.em.findOne(SignUp, { id }, { refresh: true });
    if (!signUp || signUp.isSettled || Date.now() >= deadline) return signUp;
    await sleep(Math.min(POLL_MS, deadline - Date.now()));
  }
}

async function answer(ctx: AuthContext, signUp: SignUp, sent: { values: SignUpValues; isNew: boolean }): Promise<SignedUp> {
  const { organizationId: id, userId, name, subdomain: slug } = signUp;
  const copy = await ctx.em.findOne(Organization, { id });
  const organization = copy ?? { id, name, slug, status: OrganizationStatus.PROVISIONING };
  const isReady = signUp.state === SignUpState.COMPLETED && organization.status === OrganizationStatus.ACTIVE;
  const mayEnter = isReady && (sent.isNew || (await isTheirs(ctx, await ctx.em.findOne(Account, { id: userId }), sent.values.password)));
  const entrance: Entrance = { deviceName: sent.values.deviceName ?? null, authMethods: ['pwd'] };
  const tokens = mayEnter ? await startSession(ctx, { userId, organizationId: id }, entrance) : null;
  return { organization, tokens };
}

const isTheirs = async (ctx: AuthContext, account: Account | null, password: string): Promise<boolean> =>
  (await checkPassword(ctx, { account, identifier: account?.email ?? '', password })) === 'ACCEPTED';
