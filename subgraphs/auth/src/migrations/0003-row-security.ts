import { Migration } from '@mikro-orm/migrations';
import { asPlatform, CURRENT_USER, rowSecurity } from '@supergraph/kernel/db';

/** Password hashes and keys are no organization's: only the platform's role sees them, under which logins and sign-ups run. */
const platformOnly = (table: string): string[] => [
  `alter table "${table}" enable row level security`,
  `alter table "${table}" force row level security`,
  ...asPlatform((role) => `create policy platform_all on "${table}" to ${role} using (true) with check (true)`),
];

export class LockRows extends Migration {
  override up(): void {
    const statements = [
      // A person sees their sessions wherever they were started; what is not the organization's cannot be changed from it.
      ...rowSecurity('session', { orRead: `user_id = ${CURRENT_USER}` }),
      ...rowSecurity('membership_grant'),
      ...rowSecurity('sign_up'),
      ...rowSecurity('organization', { column: 'id' }),
      ...platformOnly('account'),
      ...platformOnly('signing_key'),
    ];
    for (const statement of statements) this.addSql(statement);
    // The other index of an organization's sessions holds the living ones only.
    this.addSql('create index session_of_organization on session (organization_id, id)');
  }
}
