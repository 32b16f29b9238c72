import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { BackupCode, canonicalBackupCode, hashBackupCode } from '../domain/backup-code.entity.js';
import { deriveKeys, keyedHash } from '../domain/derived-keys.js';
import { authSubgraph } from '../subgraph.js';
import { aMember, CONFIG, identityOf, logIn } from '../testing/arrange.js';
import { aMemberWithTotp, secondFactorsIn } from '../testing/second-factor.js';

const REGENERATE = 'mutation { backupCodesRegenerate { backupCodes userErrors { code } } }';

describe('a backup code', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const em = () => app.context().em;
  const { logInTo, verify, mfaOf } = secondFactorsIn(app);

  it('stands in once, however it is typed', async () => {
    const { account, identity, backupCodes } = await aMemberWithTotp(app);
    const [code = ''] = backupCodes;
    const attempt = async (typed: string) =>
      (await verify((await logInTo(account)).challengeToken, typed, { kind: 'BACKUP_CODE' })).userErrors[0]?.code;
    await app.raised();

    expect(await attempt(` ${code.toUpperCase().replace('-', ' ')}`)).toBeUndefined();

    expect((await app.raised()).map(({ type }) => type)).toContain('auth.backup_code.used.v1');
    expect(await attempt(code)).toBe('MFA_CODE_REUSED');
    expect(await attempt('aaaaa-aaaaa')).toBe('MFA_INVALID_CODE');
    expect((await mfaOf(identity)).backupCodesLeft).toBe(9);
  });

  it('from before, which was hashed without its row, stands in as well', async () => {
    const { account, backupCodes } = await aMemberWithTotp(app);
    const [code = '', other = ''] = backupCodes;
    const key = deriveKeys(CONFIG.KEY_ENCRYPTION_SECRET).secondFactors;
    const [row, copy] = await em().find(BackupCode, { userId: account.id }, { limit: 2 });
    if (!row || !copy) throw new Error('There are no codes');
    const hashes = [hashBackupCode(key, other, row), hashBackupCode(key, other, copy)];
    await em().nativeUpdate(
      BackupCode,
      { id: row.id },
      { codeHash: keyedHash(key, `backup ${canonicalBackupCode(code)}`), isSalted: false },
    );
    const attempt = async () => (await verify((await logInTo(account)).challengeToken, code, { kind: 'BACKUP_CODE' })).userErrors[0]?.code;

    expect(hashes[0]).not.toBe(hashes[1]);
    expect([await attempt(), await attempt()]).toEqual([undefined, 'MFA_CODE_REUSED']);
  });

  it('can be made anew, which ends the old ones', async () => {
    const { account, identity, backupCodes } = await aMemberWithTotp(app);

    const { data } = await app.as(identity).execute(REGENERATE);

    const [old, fresh] = [backupCodes[1] ?? '', data.backupCodesRegenerate.backupCodes[1]];
    const attempt = async (code: string) =>
      (await verify((await logInTo(account)).challengeToken, code, { kind: 'BACKUP_CODE' })).userErrors[0]?.code;
    expect(await attempt(old)).toBe('MFA_INVALID_CODE');
    expect(await attempt(fresh)).toBeUndefined();
    const plain = identityOf((await logIn(app, (await aMember(app)).account)).outcome.accessToken);
    expect((await app.as(plain).execute(REGENERATE)).data.backupCodesRegenerate.userErrors).toEqual([{ code: 'MFA_NOT_ENROLLED' }]);
  });
});
