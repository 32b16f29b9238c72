import { Migration } from '@mikro-orm/migrations';

/** What a plan grants beside seats. The plans that are there already grant every module. */
export class AddPlanLimits extends Migration {
  override up(): void {
    this.addSql('alter table plan add requests_per_minute int check (requests_per_minute > 0), add module_keys text[]');
    for (const [key, limit] of Object.entries({ basic: 600, pro: 3_000, enterprise: 30_000 })) {
      this.addSql(`update plan set requests_per_minute = ${limit} where key = '${key}' and version = 1`);
    }
  }
}
