import { randomUUID } from 'node:crypto';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { type AnchoredEnd, type AnchorSeal, anchorHashOf, rootOf } from './anchor-hash.js';

/** A seal over the ends of all chains that grew since the anchor before it; written once. It is the platform's. */
@Entity()
export class AuditAnchor implements AnchorSeal {
  @PrimaryKey({ type: 'uuid' })
  readonly id: string = randomUUID();

  /** 1, 2, 3 … without a gap. */
  @Property({ type: 'integer' })
  readonly sequence: number;

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  readonly takenAt: Date;

  /** How many chains grew. */
  @Property({ type: 'integer' })
  readonly chains: number;

  @Property({ type: 'text' })
  readonly root: string;

  /** Hash of the anchor before. */
  @Property({ type: 'text' })
  readonly prevHash: string;

  @Property({ type: 'text' })
  readonly hash: string;

  constructor(ends: readonly AnchoredEnd[], { sequence, prevHash, takenAt }: Pick<AnchorSeal, 'sequence' | 'prevHash' | 'takenAt'>) {
    this.sequence = sequence;
    this.takenAt = takenAt;
    this.chains = ends.length;
    this.root = rootOf(ends);
    this.prevHash = prevHash;
    this.hash = anchorHashOf(this);
  }
}
