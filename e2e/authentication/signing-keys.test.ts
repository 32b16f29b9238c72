import { describe, expect, it } from '@jest/globals';
import { ROTATE_SIGNING_KEY } from '../src/access-documents.js';
import { REFRESH_TOKENS } from '../src/authentication-documents.js';
import type { Answer } from '../src/client.js';
import { anOwner, type Caller, caller, logIn } from '../testkit/caller.js';
import { until } from '../testkit/until.js';
import { theProduct } from './the-product.js';
import { readToken } from './tokens.js';

const CLIENTS = 6;
const ROTATIONS = 2;

const product = theProduct({ SOURCE_CALLS_PER_MINUTE: '1000000' });

const publishedKids = async (): Promise<string[]> =>
  ((await (await fetch(`${product.url}/.well-known/jwks.json`)).json()) as Answer).keys.map(({ kid }: Answer) => kid);
const kidOf = (token: string) => readToken(token).header.kid as string;

/** What clients got while the keys were changed beneath them. */
class Load {
  readonly failures: unknown[] = [];
  readonly kids = new Set<string>();
  served = 0;
  #isOver = false;
  #running: Promise<void>[] = [];

  start(owners: Awaited<ReturnType<typeof anOwner>>[]): void {
    this.#running = owners.map(({ tokens }) => this.#work(tokens));
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#running);
  }

  /** Asks with the first token for ever, and with the newest one, which is refreshed at every turn. */
  async #work(first: { accessToken: string; refreshToken: string }): Promise<void> {
    let newest = first;
    while (!this.#isOver) {
      try {
        newest = (await caller(product.url).change(REFRESH_TOKENS, { refreshToken: newest.refreshToken })).tokens;
        this.kids.add(kidOf(newest.accessToken));
        for (const { accessToken } of [first, newest]) {
          const code = await caller(product.url, accessToken).code();
          if (code === null) this.served += 1;
          else this.failures.push(code);
        }
      } catch (error) {
        this.failures.push((error as Error).message.slice(0, 200));
      }
    }
  }
}

/** Has the next key sign once everybody has heard of it, which is what it is published for; the time for that is made to pass. */
async function rotate(staff: Caller): Promise<void> {
  const [next] = await until(
    () => product.rows<{ kid: string }>("select kid from auth.signing_key where state = 'NEXT'"),
    (rows) => rows.length === 1,
  );
  await until(publishedKids, (kids) => kids.includes(next?.kid as string), 30_000);
  await product.rows("update auth.signing_key set created_at = now() - interval '1 day' where state = 'NEXT'");
  await staff.change(ROTATE_SIGNING_KEY, { reason: 'A drill', dropCurrent: false });
}

describe('the signing key', () => {
  it('changes again and again beneath clients that never notice', async () => {
    const staff = caller(product.url, (await logIn(product.url, product.staff)).accessToken);
    const owners = await Promise.all(Array.from({ length: CLIENTS }, () => anOwner(product.url)));
    const before = await publishedKids();
    const load = new Load();
    load.start(owners);
    for (let times = 0; times < ROTATIONS; times += 1) await rotate(staff);
    await until(
      async () => load.kids.size,
      (size) => size > ROTATIONS,
      10_000,
    );
    await load.stop();

    expect(load.failures).toEqual([]);
    expect(load.served).toBeGreaterThan(100);
    expect([...load.kids].filter((kid) => before.includes(kid)).length).toBeGreaterThan(0);
    // Every key that has signed is still published, and the next one as well.
    const published = await until(publishedKids, (kids) => kids.length > load.kids.size, 30_000);
    expect([...load.kids].filter((kid) => !published.includes(kid))).toEqual([]);
    expect(published.length).toBe(load.kids.size + 1);
  }, 120_000);

  it('that got into wrong hands is dropped: its tokens are refused, and whoever has a session refreshes', async () => {
    const staff = caller(product.url, (await logIn(product.url, product.staff)).accessToken);
    const { owner, tokens } = await anOwner(product.url);
    await staff.change(ROTATE_SIGNING_KEY, { reason: 'It was in a backup', dropCurrent: true });

    expect(await until(owner.code, (code) => code !== null, 20_000)).toBe('TOKEN_INVALID');
    expect(await publishedKids()).not.toContain(kidOf(tokens.accessToken));
    const { tokens: renewed } = await caller(product.url).change(REFRESH_TOKENS, { refreshToken: tokens.refreshToken });
    expect(await until(caller(product.url, renewed.accessToken).code, (code) => code === null, 20_000)).toBeNull();
  }, 60_000);
});
