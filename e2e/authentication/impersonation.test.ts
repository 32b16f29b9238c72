import { beforeAll, describe, expect, it } from '@jest/globals';
import { START_IMPERSONATION, STOP_IMPERSONATION, UPDATE_POLICY } from '../src/access-documents.js';
import { CHANGE_PASSWORD } from '../src/authentication-documents.js';
import { frontend } from '../src/client.js';
import { ASSIGN } from '../src/documents.js';
import { mailsTo } from '../src/mailbox.js';
import { anOwner, type Caller, caller, logIn } from '../testkit/caller.js';
import { until } from '../testkit/until.js';
import { theProduct } from './the-product.js';
import { readToken } from './tokens.js';

const REASON = 'Ticket 4711: the till shows no modules';

const product = theProduct();
let staff: Caller;
beforeAll(async () => {
  staff = caller(product.url, (await logIn(product.url, product.staff)).accessToken);
}, 60_000);

async function aMember() {
  const somebody = await anOwner(product.url);
  const { viewer } = await somebody.owner.read('{ viewer { id } }');
  const input = { userId: viewer.id as string, organizationId: somebody.organizationId, reason: REASON };
  return { ...somebody, input };
}

describe('support that acts as a member', () => {
  it('sees what they see, changes nothing, is told to the owner, and ends at once', async () => {
    const { email, password, organizationId, input } = await aMember();
    const { tokens } = await staff.change(START_IMPERSONATION, { input });
    const acting = caller(product.url, tokens.accessToken);
    const { claims } = readToken(tokens.accessToken);
    const { viewer } = await acting.read('{ viewer { id } }');
    const refused = (document: string, variables: Record<string, unknown>) =>
      frontend(product.url, tokens.accessToken).errorsOf(document, variables);

    expect([viewer.id, claims.sub, (claims.act as { sub: string }).sub === claims.sub]).toEqual([input.userId, input.userId, false]);
    expect(tokens.expiresIn).toBeLessThanOrEqual(3_600);
    // Who may only look has no permission to change; what needs none is refused by itself.
    expect(await refused(ASSIGN, { input: { organizationId, moduleKey: 'hr' } })).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    const change = { currentPassword: password, newPassword: 'quite another phrase 7' };
    expect(await refused(CHANGE_PASSWORD, change)).toEqual(['IMPERSONATION_PERSONAL']);
    const mails = await until(
      () => mailsTo(product.mailFolder, email),
      (all) => all.some(({ text }) => text.includes(REASON)),
      20_000,
    );
    expect(mails.at(-1)?.subject).toContain('support');

    await acting.change(STOP_IMPERSONATION);
    expect(await until(acting.code, (code) => code !== null)).toBe('SESSION_ENDED');
    expect(await staff.refusal(START_IMPERSONATION, { input })).toEqual([]);
  }, 60_000);

  it('is not let in where the organization does not want it', async () => {
    const { organizationId, owner, input } = await aMember();
    await owner.change(UPDATE_POLICY, { input: { organizationId, allowImpersonation: false } });

    expect(await staff.refusal(START_IMPERSONATION, { input })).toHaveLength(1);
    expect((await owner.read('{ viewer { id } }')).viewer.id).toBe(input.userId);
  });
});
