import { describe, expect, it } from '@jest/globals';
import { SESSIONS } from '../src/access-documents.js';
import { REFRESH_TOKENS } from '../src/authentication-documents.js';
import { anOwner, caller } from '../testkit/caller.js';
import { until } from '../testkit/until.js';
import { theProduct } from './the-product.js';

const TABS = 50;
const GRACE_SECONDS = 30;

const product = theProduct({ REFRESH_GRACE_SECONDS: String(GRACE_SECONDS) });

const refresh = async (refreshToken: string) => (await caller(product.url).change(REFRESH_TOKENS, { refreshToken })).tokens;
const refused = (refreshToken: string) => caller(product.url).refusal(REFRESH_TOKENS, { refreshToken });

/** The last rotation is as long ago as that. */
const age = (sessionId: string, seconds: number) =>
  product.rows('update auth.session set rotated_at = rotated_at - make_interval(secs => $2) where id = $1', [sessionId, seconds]);

async function aSession() {
  const { owner, tokens } = await anOwner(product.url);
  const { nodes } = (await owner.read(SESSIONS)).viewer.sessions;
  expect(nodes).toHaveLength(1);
  return { owner, tokens, id: nodes[0].id as string };
}

/** What the log says of a session's ends, with the way in which a token was used again. */
const endsOf = (id: string) =>
  product.rows<{ type: string; subtype: string | null }>(
    `select type, payload->>'subtype' as subtype from auth.event_log where payload->>'sessionId' = $1
       and type in ('auth.session.ended.v1', 'auth.session.reuse_detected.v1') order by type`,
    [id],
  );

describe('fifty tabs that refresh with one token at once', () => {
  it('all go on, in the one session, with the one next token', async () => {
    const { tokens, id } = await aSession();
    const pairs = await Promise.all(Array.from({ length: TABS }, () => refresh(tokens.refreshToken)));
    const codes = await Promise.all(pairs.map(({ accessToken }) => caller(product.url, accessToken).code()));

    expect(new Set(codes)).toEqual(new Set([null]));
    expect(new Set(pairs.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    const { nodes } = (await caller(product.url, pairs[0].accessToken).read(SESSIONS)).viewer.sessions;
    expect(nodes.map((session: { id: string }) => session.id)).toEqual([id]);
    // Each of them can refresh again, all at once: they have one token between them.
    const again = await Promise.all(pairs.map(({ refreshToken }) => refresh(refreshToken)));
    expect(new Set(again.map(({ refreshToken }) => refreshToken)).size).toBe(1);
    expect(await endsOf(id)).toEqual([]);
  });

  it('lose the session to nobody but a copy that comes too late', async () => {
    const { tokens, id } = await aSession();
    const [first] = await Promise.all(Array.from({ length: TABS }, () => refresh(tokens.refreshToken)));
    await age(id, GRACE_SECONDS - 5);
    expect((await refresh(tokens.refreshToken)).refreshToken).toBe(first.refreshToken);
    await age(id, 10);

    expect(await refused(tokens.refreshToken)).toEqual(['TOKEN_REUSED']);
    expect(await refused(first.refreshToken)).toEqual(['SESSION_REVOKED']);
    expect(await until(caller(product.url, first.accessToken).code, (code) => code !== null)).toBe('SESSION_ENDED');
    expect(await endsOf(id)).toEqual([
      { type: 'auth.session.ended.v1', subtype: null },
      { type: 'auth.session.reuse_detected.v1', subtype: 'RECENT_PREV' },
    ]);
  });

  it('lose it to a copy from further back, however fresh the last rotation is', async () => {
    const { tokens, id } = await aSession();
    const second = await refresh(tokens.refreshToken);
    const third = await refresh(second.refreshToken);

    expect(await refused(tokens.refreshToken)).toEqual(['TOKEN_REUSED']);
    expect(await refused(third.refreshToken)).toEqual(['SESSION_REVOKED']);
    expect((await endsOf(id)).at(-1)).toEqual({ type: 'auth.session.reuse_detected.v1', subtype: 'STALE_LINEAGE' });
  });
});
