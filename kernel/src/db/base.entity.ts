import { OptionalProps } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { v7 as uuidv7 } from 'uuid';

/** A row with an id that sorts by creation (UUIDv7), its timestamps (UTC, milliseconds) and a revision for optimistic locking. */
@Entity({ abstract: true })
export abstract class BaseEntity {
  [OptionalProps]?: string;

  @PrimaryKey({ type: 'uuid' })
  id: string = uuidv7();

  @Property({ type: 'datetime', columnType: 'timestamptz(3)' })
  createdAt: Date = new Date();

  @Property({ type: 'datetime', columnType: 'timestamptz(3)', onUpdate: () => new Date() })
  updatedAt: Date = new Date();

  /** Counts the changes of the row; a write against an older revision is refused. */
  @Property({ type: 'integer', version: true })
  revision: number = 1;
}
