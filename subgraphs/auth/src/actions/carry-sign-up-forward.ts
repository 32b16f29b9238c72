import { LockMode } from '@mikro-orm/core';
import { inTransaction } from '@supergraph/kernel/db';
import type { InputProblem } from '@supergraph/kernel/errors';
import type { AuthContext } from '../context.js';
import { AuthErrors } from '../domain/auth.errors.js';
import { SignUp, SignUpState } from '../domain/sign-up.entity.js';
import { createAccount } from './create-account.js';
import { releaseReservation, reserveOrganization } from './reserve-organization.js';

/** A claim is given up for lost after this long: whoever held it died. */
const CLAIM_MS = 10_000;

/** Takes over a sign-up that nobody carries on any more. @returns it with the new claim, or null. */
export async function claimSignUp(ctx: AuthContext, id: string): Promise<SignUp | null> {
  const [row] = await ctx.em.execute<Record<string, unknown>[]>(
    `update sign_up set attempt = attempt + 1, claimed_at = now()
     where id = ? and state = 'RESERVING' and claimed_at < now() - make_interval(secs => ?) returning *`,
    [id, CLAIM_MS / 1_000],
  );
  return row ? ctx.em.map(SignUp, row) : null;
}

/**
 * Takes a claimed sign-up from the reservation to the account. Every step may have been taken before, by somebody who
 * died: reserving is idempotent by id, and the account commits together with the state.
 *
 * @returns why it was refused; empty where it goes on, or where another claim overtook this one and decides.
 * @throws CommonErrors.UNAVAILABLE where the outcome is open; the claim is then up for the next one.
 */
export async function carrySignUpForward(ctx: AuthContext, signUp: SignUp): Promise<InputProblem[]> {
  try {
    const problems = await reserveOrganization(ctx, signUp);
    if (problems.length > 0) return await refuse(ctx, signUp, problems);
    return await openAccount(ctx, signUp);
  } catch (error) {
    // What was rolled back must not leave with somebody else's flush.
    ctx.em.clear();
    ctx.events.take();
    await ctx.em.nativeUpdate(SignUp, claimOf(signUp), { claimedAt: new Date(0) });
    throw error;
  }
}

const claimOf = ({ id, attempt }: SignUp) => ({ id, attempt, state: SignUpState.RESERVING });

/** The first refusal of a first try leaves nothing behind, so that the client may correct and send the same key again. */
async function refuse(ctx: AuthContext, signUp: SignUp, problems: InputProblem[]): Promise<InputProblem[]> {
  if (signUp.attempt === 1) {
    const deleted = await ctx.em.nativeDelete(SignUp, claimOf(signUp));
    return deleted > 0 ? problems : [];
  }
  const { code = 'INVALID' } = problems[0] ?? {};
  return (await conclude(ctx, signUp, async (held) => held.fail(code))) ? problems : [];
}

async function openAccount(ctx: AuthContext, signUp: SignUp): Promise<InputProblem[]> {
  const concluded = await conclude(ctx, signUp, async (held) => {
    const { userId: id, email, displayName, passwordHash, organizationId } = held;
    const isCreated = await createAccount(ctx, { id, email, displayName, passwordHash: passwordHash as string }, organizationId);
    if (isCreated) held.accountWasCreated();
    else held.fail('EMAIL_TAKEN');
  });
  if (concluded?.state !== SignUpState.FAILED) return [];
  const { code, message } = AuthErrors.EMAIL_TAKEN();
  return [{ code, message, field: ['input', 'ownerEmail'] }];
}

/** Decides in one transaction, if the claim still holds. What has failed gives its reservation back. */
async function conclude(ctx: AuthContext, signUp: SignUp, decide: (held: SignUp) => Promise<void>): Promise<SignUp | null> {
  const held = await inTransaction(ctx.em, async () => {
    const mine = await ctx.em.findOne(SignUp, claimOf(signUp), { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
    if (mine) await decide(mine);
    await ctx.em.flush();
    return mine;
  });
  if (held?.state === SignUpState.FAILED) await giveReservationBack(ctx, held);
  return held;
}

/** Should tenant not answer, the recovery job tries again. */
export async function giveReservationBack(ctx: AuthContext, signUp: SignUp): Promise<void> {
  try {
    if (await releaseReservation(ctx, signUp)) await ctx.em.nativeUpdate(SignUp, { id: signUp.id }, { releasedAt: new Date() });
  } catch (error) {
    ctx.log.warn({ error, signUpId: signUp.id }, 'the reservation of a failed sign-up is still to be released');
  }
}
