import { Migration } from '@mikro-orm/migrations';

export class AddKeyRotation extends Migration {
  override up(): void {
    // Of a key from before it is not known since when it signs; its turn is over a whole period from now.
    this.addSql('alter table signing_key add column signs_since timestamptz(3) default now(), add column retires_at timestamptz(3)');
    this.addSql('alter table signing_key alter column signs_since drop default');
    this.addSql("create unique index signing_key_one_next on signing_key (state) where state = 'NEXT'");
  }
}
