import { Migration } from '@mikro-orm/migrations';

/** An invitation is the outbox of its mails. Those that are there were announced as mailed, so that nobody is mailed by an upgrade. */
export class MailInvitations extends Migration {
  override up(): void {
    // The defaults are for a replica of the former version, which goes on inviting, and sending again, for a moment.
    this.addSql(`alter table invitation add column mailed_count int not null default 0, add column mail_attempts int not null default 0,
      add column mail_due_at timestamptz(3) default now()`);
    // The table's owner is held by its policies like everybody else.
    this.addSql('alter table invitation no force row level security');
    this.addSql('update invitation set mailed_count = send_count');
    this.addSql('alter table invitation force row level security');
    this.addSql('alter table invitation add constraint invitation_mailed check (mailed_count between 0 and send_count)');
    this.addSql(`create index invitation_to_mail on invitation (mail_due_at) where status = 'PENDING' and mailed_count < send_count`);
  }
}
