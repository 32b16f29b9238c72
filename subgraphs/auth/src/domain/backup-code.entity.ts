import { randomInt } from 'node:crypto';
import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';
import { keyedHash } from './derived-keys.js';

/** Letters and digits that nobody mistakes for one another. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';
const HALF = 5;

/** Fifty random bits, to be written down: `k3f9x-2mwpa`. */
export const newBackupCode = (): string => {
  const half = () => Array.from({ length: HALF }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return `${half()}-${half()}`;
};

/** However it is typed. */
export const canonicalBackupCode = (typed: string): string => typed.toLowerCase().replace(/[^a-z0-9]/g, '');

/** What is kept of a code: keyed, and with the row that it is in, unless it is from before. */
export const hashBackupCode = (key: Buffer, typed: string, { id, isSalted }: Pick<BackupCode, 'id' | 'isSalted'>): string =>
  keyedHash(key, ['backup', ...(isSalted ? [id] : []), canonicalBackupCode(typed)].join(' '));

/** A code that stands in for a lost second factor, once. */
@Entity()
export class BackupCode extends BaseEntity {
  @Property({ type: 'uuid' })
  userId: string;

  @Property({ type: 'text', hidden: true })
  codeHash: string;

  /** Its own id is in the hash. */
  @Property({ type: 'boolean', hidden: true })
  isSalted = true;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  usedAt: Date | null = null;

  constructor(userId: string, code: string, key: Buffer) {
    super();
    this.userId = userId;
    this.codeHash = hashBackupCode(key, code, this);
  }
}
