import { connectionType, DateTime, pageArgsType } from '@supergraph/kernel/graphql';
import { ArgsType, Field, Int, ObjectType } from 'type-graphql';
import type { AuditAnchor } from '../domain/audit-anchor.entity.js';

@ObjectType('AuditAnchor', {
  description:
    'A seal over the ends of all audit chains that grew since the one before. Compare it with the copy that was kept elsewhere: of the event `audit.anchored.v1`, or of the file.',
})
export class AuditAnchorType implements Pick<AuditAnchor, 'sequence' | 'takenAt' | 'chains' | 'root' | 'prevHash' | 'hash'> {
  @Field(() => Int, { description: '1, 2, 3 … without a gap.' })
  readonly sequence!: number;

  @Field(() => DateTime, { description: 'When the ends were read.' })
  readonly takenAt!: Date;

  @Field(() => Int, { description: 'How many chains grew.' })
  readonly chains!: number;

  @Field(() => String, { description: 'Merkle root (SHA-256) over the ends of those chains.' })
  readonly root!: string;

  @Field(() => String, { description: 'Hash of the anchor before.' })
  readonly prevHash!: string;

  @Field(() => String, { description: 'SHA-256 over all of the above.' })
  readonly hash!: string;
}

export const AuditAnchorConnectionType = connectionType('AuditAnchor', () => AuditAnchorType);

@ArgsType()
export class AuditAnchorsArgs extends pageArgsType(50) {}
