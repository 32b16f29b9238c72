import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';

export enum SigningKeyState {
  /** Published, so that everybody knows it before it signs. */
  NEXT = 'NEXT',
  /** Signs. */
  CURRENT = 'CURRENT',
  /** Published until the last token that it signed has expired. */
  PREVIOUS = 'PREVIOUS',
}

/** A public key as RFC 7517 writes it. */
export interface PublicJwk {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
  kid: string;
  use: 'sig';
  alg: 'ES256';
}

/** A key pair that signs access tokens. The private half is stored encrypted. */
@Entity()
export class SigningKey extends BaseEntity {
  @Unique()
  @Property({ type: 'text' })
  kid: string;

  @Enum({ items: () => SigningKeyState, type: 'text' })
  state: SigningKeyState;

  @Property({ type: 'json' })
  publicJwk: PublicJwk;

  @Property({ type: 'text', hidden: true })
  encryptedPrivateKey: string;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  signsSince: Date | null;

  /** When no token of it can be about any more. */
  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  retiresAt: Date | null = null;

  constructor(publicJwk: PublicJwk, encryptedPrivateKey: string, state: SigningKeyState) {
    super();
    this.state = state;
    this.signsSince = state === SigningKeyState.CURRENT ? new Date() : null;
    this.kid = publicJwk.kid;
    this.publicJwk = publicJwk;
    this.encryptedPrivateKey = encryptedPrivateKey;
  }

  /** Signs from now on. */
  takeOver(): void {
    this.state = SigningKeyState.CURRENT;
    this.signsSince = new Date();
  }

  /** Signs no more; it is published until then. */
  retire(at: Date): void {
    this.state = SigningKeyState.PREVIOUS;
    this.retiresAt = at;
  }
}
