import { Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';
import { decrypt, encrypt } from './derived-keys.js';

export enum MailKind {
  PASSWORD_RESET = 'PASSWORD_RESET',
  PASSWORD_CHANGED = 'PASSWORD_CHANGED',
  EMAIL_VERIFICATION = 'EMAIL_VERIFICATION',
  EMAIL_CHANGE = 'EMAIL_CHANGE',
  EMAIL_CHANGED = 'EMAIL_CHANGED',
  NEW_DEVICE = 'NEW_DEVICE',
  ACCOUNT_LOCKED = 'ACCOUNT_LOCKED',
  SECOND_FACTOR_CHANGED = 'SECOND_FACTOR_CHANGED',
  IMPERSONATED = 'IMPERSONATED',
  CODE_REUSED = 'CODE_REUSED',
  BACKUP_CODES_RENEWED = 'BACKUP_CODES_RENEWED',
  DEVICE_TRUSTED = 'DEVICE_TRUSTED',
  API_KEY_CREATED = 'API_KEY_CREATED',
  API_KEY_ENDS = 'API_KEY_ENDS',
  PASSWORD_ENDS = 'PASSWORD_ENDS',
  IDENTITY_LINK_CHANGED = 'IDENTITY_LINK_CHANGED',
}

/** What a mail is about. Who gets it is found out when it is sent: whoever asks for one learns nothing of whether there is anybody. */
export interface MailData {
  userId?: string;
  /** An address that somebody typed, or the one that a mail must go to. */
  email?: string;
  formerEmail?: string;
  organizationId?: string | null;
  deviceName?: string | null;
  ipAddress?: string | null;
  userAgent?: string | null;
  reason?: string;
  change?: 'ADDED' | 'REMOVED';
  /** Name of a machine. */
  machine?: string;
  /** When something ends. */
  until?: string;
  at?: string;
  /** Name of somebody else who says who a person is. */
  provider?: string;
}

/** A mail that is to be sent, written with the change that it tells of. It holds no link: that is made when it is sent. */
@Entity()
export class OutgoingMail extends BaseEntity {
  @Enum({ items: () => MailKind, type: 'text' })
  kind: MailKind;

  @Property({ type: 'text', hidden: true })
  sealedData: string;

  @Property({ type: 'integer' })
  attempts = 0;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  dueAt: Date = new Date();

  constructor(kind: MailKind, data: MailData, key: Buffer) {
    super();
    this.kind = kind;
    this.sealedData = encrypt(key, Buffer.from(JSON.stringify(data)), this.id);
  }

  /** @throws where the key is another one. */
  open(key: Buffer): MailData {
    return JSON.parse(decrypt(key, this.sealedData, this.id).toString()) as MailData;
  }
}
