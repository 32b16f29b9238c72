import { describe, expect, it } from '@jest/globals';
import { testSubgraph } from '@supergraph/kernel/testing';
import { authSubgraph } from '../subgraph.js';
import { CONFIG } from '../testing/arrange.js';
import { deriveKeys } from './derived-keys.js';
import { SigningKey } from './signing-key.entity.js';
import { SigningKeys } from './signing-keys.js';

describe('SigningKeys', () => {
  const app = testSubgraph(authSubgraph, { config: CONFIG });
  const key = deriveKeys(CONFIG.KEY_ENCRYPTION_SECRET).signingKeys;
  const aReplica = (encryptionKey = key) => new SigningKeys(() => app.context().em, encryptionKey);

  it('makes one key for replicas that need it at the same time', async () => {
    const replicas = Array.from({ length: 5 }, () => aReplica());

    const signers = await Promise.all(replicas.map((replica) => replica.signer()));

    expect(new Set(signers.map(({ kid }) => kid)).size).toBe(1);
    expect(await app.context().em.count(SigningKey)).toBe(1);
  });

  it('publishes only what is public, at the well-known address too', async () => {
    const { data } = await app.execute('{ jwks }');
    const route = app.running().routes.find(({ path }) => path === '/.well-known/jwks.json')!;
    const { body, headers } = await route.handle(app.running().services);

    expect(data.jwks.keys.map((one: object) => Object.keys(one).sort())).toEqual([['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']]);
    expect(body).toEqual(data.jwks);
    expect(headers).toMatchObject({ 'cache-control': 'public, max-age=60' });
  });

  it('stores the private half encrypted, and says which setting is wrong when it cannot be read', async () => {
    const [row] = await app.context().em.find(SigningKey, {});

    expect(Buffer.from(row!.encryptedPrivateKey, 'base64url').toString('latin1')).not.toContain('\x2a\x86\x48\xce\x3d');
    await expect(aReplica(deriveKeys('quite another secret, as long as it').signingKeys).signer()).rejects.toThrow(/KEY_ENCRYPTION_SECRET/);
  });

  it('asks the database once for many tokens', async () => {
    const replica = aReplica();

    const statements = await app.statementsOf(() => Promise.all(Array.from({ length: 20 }, () => replica.signer())));

    expect(statements).toHaveLength(1);
  });
});
