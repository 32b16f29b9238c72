import { randomInt } from 'node:crypto';
import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';

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

/** A code that stands in for a lost second factor, once. */
@Entity()
export class BackupCode extends BaseEntity {
  @Property({ type: 'uuid' })
  userId: string;

  /** Keyed. */
  @Property({ type: 'text', hidden: true })
  codeHash: string;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', nullable: true })
  usedAt: Date | null = null;

  constructor(userId: string, codeHash: string) {
    super();
    this.userId = userId;
    this.codeHash = codeHash;
  }
}
