import { Migration } from '@mikro-orm/migrations';

/** The plans that the product starts with; from here on they are rows like any other. */
export class SeedPlans extends Migration {
  override up(): void {
    const plan = (id: string, values: string) =>
      this.addSql(`insert into plan (id, created_at, updated_at, key, version, status, name, description, prices, trial_days, max_users)
        values ('${id}', now(), now(), ${values})`);
    plan(
      '0190a000-0000-7000-8000-000000000001',
      `'basic', 1, 'ACTIVE', 'Basic', 'For small teams', '[{"interval":"MONTH","currency":"USD","amount":"29.99"}]', 14, 10`,
    );
    plan(
      '0190a000-0000-7000-8000-000000000002',
      `'pro', 1, 'ACTIVE', 'Pro', 'For growing companies', '[{"interval":"MONTH","currency":"USD","amount":"99.99"}]', 14, 50`,
    );
    plan(
      '0190a000-0000-7000-8000-000000000003',
      `'enterprise', 1, 'ACTIVE', 'Enterprise', 'Without limits', '[{"interval":"MONTH","currency":"USD","amount":"299.99"}]', 14, null`,
    );
  }
}
