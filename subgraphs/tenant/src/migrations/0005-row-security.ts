import { Migration } from '@mikro-orm/migrations';
import { rowSecurity } from '@supergraph/kernel/db';

/** A transaction sees and changes its own organization, and what belongs to it. Plans are everybody's. */
export class SecureTenantRows extends Migration {
  override up(): void {
    const statements = [
      ...rowSecurity('organization', { column: 'id' }),
      ...rowSecurity('organization_subscription'),
      ...rowSecurity('organization_domain'),
    ];
    for (const statement of statements) this.addSql(statement);
  }
}
