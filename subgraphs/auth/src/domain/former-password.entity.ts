import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '@supergraph/kernel/db';

/** A password that somebody had before, so that it is not taken again. */
@Entity()
export class FormerPassword extends BaseEntity {
  @Property({ type: 'uuid' })
  userId: string;

  @Property({ type: 'text', hidden: true })
  passwordHash: string;

  constructor(userId: string, passwordHash: string) {
    super();
    this.userId = userId;
    this.passwordHash = passwordHash;
  }
}
