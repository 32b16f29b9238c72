import { createHash, createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { EntityManager } from '@mikro-orm/postgresql';
import { inTransaction } from '@supergraph/kernel/db';
import { decrypt, encrypt } from './derived-keys.js';
import { type PublicJwk, SigningKey, SigningKeyState } from './signing-key.entity.js';

export interface Signer {
  kid: string;
  privateKey: KeyObject;
}

interface KeySet {
  signer: Signer;
  published: PublicJwk[];
  readAt: number;
}

/** Milliseconds for which a replica believes what it has read. A key is known for longer than that before it signs. */
export const READ_AGAIN_AFTER = 5_000;

/** The keys of all replicas: read from the database, made there at the first need, kept in memory for a moment. */
export class SigningKeys {
  #known: KeySet | undefined;
  #reading: Promise<KeySet> | undefined;

  constructor(
    private readonly em: () => EntityManager,
    private readonly encryptionKey: Buffer,
    private readonly readAgainAfter = READ_AGAIN_AFTER,
  ) {}

  /** The key that signs now. */
  async signer(): Promise<Signer> {
    return (await this.#keys()).signer;
  }

  /** The public keys, as a JSON Web Key Set. */
  async jwks(): Promise<{ keys: PublicJwk[] }> {
    return { keys: (await this.#keys()).published };
  }

  /** Reads them again at the next need. */
  forget(): void {
    this.#known = undefined;
  }

  async #keys(): Promise<KeySet> {
    if (this.#known && Date.now() - this.#known.readAt < this.readAgainAfter) return this.#known;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    this.#known = await this.#reading;
    return this.#known;
  }

  async #read(): Promise<KeySet> {
    const em = this.em();
    const keys = await em.find(SigningKey, {}, { orderBy: { createdAt: 'asc', id: 'asc' } });
    const isCurrent = ({ state }: SigningKey) => state === SigningKeyState.CURRENT;
    const current = keys.find(isCurrent) ?? (await this.#create(em));
    if (!keys.includes(current)) keys.push(current);
    return {
      signer: { kid: current.kid, privateKey: this.#decrypt(current) },
      published: keys.map(({ publicJwk }) => publicJwk),
      readAt: Date.now(),
    };
  }

  /** Makes the first key; replicas that need it together wait for one another and take the same. */
  #create(em: EntityManager): Promise<SigningKey> {
    return inTransaction(em, async () => {
      await em.execute('select pg_advisory_xact_lock(hashtext(?))', ['auth.signing_key']);
      const existing = await em.findOne(SigningKey, { state: SigningKeyState.CURRENT });
      if (existing) return existing;
      const key = await newSigningKey(this.encryptionKey, SigningKeyState.CURRENT);
      em.persist(key);
      await em.flush();
      return key;
    });
  }

  #decrypt({ kid, encryptedPrivateKey }: SigningKey): KeyObject {
    try {
      return createPrivateKey({ key: decrypt(this.encryptionKey, encryptedPrivateKey, kid), format: 'der', type: 'pkcs8' });
    } catch (cause) {
      throw new Error('The signing key cannot be decrypted: KEY_ENCRYPTION_SECRET is not the one it was stored under', { cause });
    }
  }
}

/** A key pair, its private half encrypted. */
export async function newSigningKey(encryptionKey: Buffer, state: SigningKeyState): Promise<SigningKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' }) as { x: string; y: string };
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
  const secret = encrypt(encryptionKey, privateKey.export({ format: 'der', type: 'pkcs8' }), kid);
  return new SigningKey({ kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: 'ES256' }, secret, state);
}
