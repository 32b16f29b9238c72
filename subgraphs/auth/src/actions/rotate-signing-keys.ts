import { inTransaction } from '@supergraph/kernel/db';
import { CommonErrors, parseInput, plainText } from '@supergraph/kernel/errors';
import { signingKeyRotated } from '@supergraph/schema/events';
import { z } from 'zod';
import type { AuthContext } from '../context.js';
import { SigningKey, SigningKeyState } from '../domain/signing-key.entity.js';
import { newSigningKey } from '../domain/signing-keys.js';

const input = z.object({
  reason: plainText().trim().min(1, 'Why?').max(500, 'A reason has at most 500 characters'),
  dropCurrent: z.boolean(),
});

export type SigningKeyRotation = z.input<typeof input>;

interface KeysByState {
  next: SigningKey | undefined;
  current: SigningKey | undefined;
  previous: SigningKey[];
}

/**
 * Keeps the keys in turn: there is always a next one, published before it signs; the present one makes room when its time is over; a
 * previous one goes when no token of it can be about any more. Replicas that do it at once do it once.
 */
export function keepSigningKeys(ctx: AuthContext): Promise<void> {
  return inTurn(ctx, async (keys) => {
    const now = Date.now();
    const { period, stage } = ctx.services.keyRotation;
    const isDue = keys.current !== undefined && now - (keys.current.signsSince?.getTime() ?? 0) >= period * 1_000;
    const isKnown = keys.next !== undefined && now - keys.next.createdAt.getTime() >= stage * 1_000;
    for (const key of keys.previous) if (key.retiresAt && key.retiresAt.getTime() <= now) ctx.em.remove(key);
    if (isDue && isKnown) await advance(ctx, keys, { reason: null, dropCurrent: false });
    else if (!keys.next) ctx.em.persist(await newSigningKey(ctx.services.keys.signingKeys, SigningKeyState.NEXT));
  });
}

/**
 * The same before its time, by command. With `dropCurrent`, for a key that got into wrong hands, every token that it signed is refused
 * from now on, and who holds one has to refresh.
 *
 * @throws InvalidInputError; CommonErrors.INVALID where the next key was published a moment ago, and not everybody knows it.
 */
export async function rotateSigningKeys(ctx: AuthContext, values: SigningKeyRotation): Promise<void> {
  const { reason, dropCurrent } = parseInput(input, values, []);
  await inTurn(ctx, async (keys) => {
    const age = keys.next ? (Date.now() - keys.next.createdAt.getTime()) / 1_000 : 0;
    const wait = Math.ceil(ctx.services.keyRotation.stage - age);
    if (wait > 0 && !dropCurrent) throw CommonErrors.INVALID(`The next key is too new: not everybody knows it. Try again in ${wait} s`);
    await advance(ctx, keys, { reason, dropCurrent });
  });
  ctx.services.signingKeys.forget();
}

function inTurn(ctx: AuthContext, work: (keys: KeysByState) => Promise<void>): Promise<void> {
  return inTransaction(ctx.em, async () => {
    await ctx.em.execute('select pg_advisory_xact_lock(hashtext(?))', ['auth.signing_key']);
    const all = await ctx.em.find(SigningKey, {}, { refresh: true });
    const of = (state: SigningKeyState) => all.filter((key) => key.state === state);
    const [[next], [current], previous] = [of(SigningKeyState.NEXT), of(SigningKeyState.CURRENT), of(SigningKeyState.PREVIOUS)];
    await work({ next, current, previous });
    await ctx.em.flush();
  });
}

/** One index lets one key sign, another one be next: each makes room before the one behind it moves up. */
async function advance(
  ctx: AuthContext,
  { next, current }: KeysByState,
  { reason, dropCurrent }: { reason: string | null; dropCurrent: boolean },
): Promise<void> {
  const { keys, keyRotation } = ctx.services;
  const successor = next ?? (await newSigningKey(keys.signingKeys, SigningKeyState.NEXT));
  if (current && dropCurrent) ctx.em.remove(current);
  else current?.retire(new Date(Date.now() + keyRotation.retireAfter * 1_000));
  await ctx.em.flush();
  successor.takeOver();
  ctx.em.persist(successor);
  await ctx.em.flush();
  ctx.em.persist(await newSigningKey(keys.signingKeys, SigningKeyState.NEXT));
  const { id: keyId, kid } = successor;
  ctx.events.raise(signingKeyRotated, { keyId, kid, formerKid: current?.kid ?? null, reason, isFormerDropped: dropCurrent });
}
