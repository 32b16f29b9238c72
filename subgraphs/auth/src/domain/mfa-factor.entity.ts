import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';

/** What somebody proves a second time who they are with. */
export enum MfaFactorKind {
  TOTP = 'TOTP',
  PASSKEY = 'PASSKEY',
  BACKUP_CODE = 'BACKUP_CODE',
}

/** A second factor of somebody: an authenticator app, or a passkey. It counts once it is confirmed. */
@Entity()
export class MfaFactor extends BaseEntity {
  @Property({ type: 'uuid' })
  userId: string;

  @Enum({ items: () => MfaFactorKind, type: 'text' })
  kind: MfaFactorKind;

  @Property({ type: 'text', nullable: true })
  name: string | null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  confirmedAt: Date | null = null;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  lastUsedAt: Date | null = null;

  /** Of an authenticator app: what it shares with us, encrypted. */
  @Property({ type: 'text', nullable: true, hidden: true })
  sealedSecret: string | null = null;

  /** Of an authenticator app: the time step of the last code that was taken. Neither it nor an earlier one is taken again. */
  @Property({ type: 'bigint', nullable: true, hidden: true })
  lastStep: bigint | null = null;

  @Unique()
  @Property({ type: 'text', nullable: true })
  credentialId: string | null = null;

  /** Of a passkey, as COSE writes it, base64url. */
  @Property({ type: 'text', nullable: true })
  publicKey: string | null = null;

  @Property({ type: 'bigint', nullable: true })
  counter: bigint | null = null;

  @Property({ type: 'array', columnType: 'text[]' })
  transports: string[] = [];

  constructor(init: { userId: string; kind: MfaFactorKind; name?: string | null }) {
    super();
    this.userId = init.userId;
    this.kind = init.kind;
    this.name = init.name ?? null;
  }
}
