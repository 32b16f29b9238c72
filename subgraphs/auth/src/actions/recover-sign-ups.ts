import type { AuthContext } from '../context.js';
import { SignUp, SignUpState } from '../domain/sign-up.entity.js';
import { carrySignUpForward, claimSignUp, giveReservationBack } from './carry-sign-up-forward.js';

const BATCH = 50;
const REPORT_AFTER = 60_000;

/** Finishes what a crash or an outage left half done: carries reservations on, gives failed ones back, reports what hangs. */
export async function recoverSignUps(ctx: AuthContext): Promise<void> {
  await carryOn(ctx);
  const unreleased = await ctx.em.find(SignUp, { state: SignUpState.FAILED, releasedAt: null }, { limit: BATCH });
  for (const signUp of unreleased) await giveReservationBack(ctx, signUp);
  await report(ctx);
}

async function carryOn(ctx: AuthContext): Promise<void> {
  const open = await ctx.em.find(SignUp, { state: SignUpState.RESERVING }, { orderBy: { claimedAt: 'asc' }, limit: BATCH });
  for (const { id } of open) {
    const claimed = await claimSignUp(ctx, id);
    if (!claimed) continue;
    try {
      const problems = await carrySignUpForward(ctx, claimed);
      ctx.log.info({ signUpId: id, refused: problems.map(({ code }) => code) }, 'a sign-up was carried on');
    } catch (error) {
      ctx.log.warn({ error, signUpId: id }, 'a sign-up cannot be carried on yet');
    }
  }
}

/** Once each, whichever replica comes first. */
async function report(ctx: AuthContext): Promise<void> {
  const rows = await ctx.em.execute<{ id: string; organization_id: string }[]>(
    `update sign_up set reported_at = now()
     where state = 'ACCOUNT_CREATED' and reported_at is null and updated_at < now() - make_interval(secs => ?) returning id, organization_id`,
    [REPORT_AFTER / 1_000],
  );
  for (const { id, organization_id: organizationId } of rows) {
    ctx.log.warn({ signUpId: id, organizationId }, 'a sign-up has its account and does not come to its end');
  }
}
