import { Migration } from '@mikro-orm/migrations';
import { rowSecurity } from '@supergraph/kernel/db';

const BASE = `id uuid primary key, created_at timestamptz(3) not null, updated_at timestamptz(3) not null, revision int not null default 1`;
const COUNTS = ['total', 'done', 'failed', 'skipped', 'chunk'].map((name) => `${name} int not null check (${name} >= 0)`).join(', ');

export class CreateOperations extends Migration {
  override up(): void {
    this.#knowOrganizations();
    this.#createOperations();
    for (const table of ['operation', 'operation_item']) for (const statement of rowSecurity(table)) this.addSql(statement);
  }

  /** By what an operation chooses its organizations. The plan of an older one is known with its next change. */
  #knowOrganizations(): void {
    this.addSql(`alter table module_set add column plan_key text,
      add column status text not null default 'ACTIVE' check (status in ('PROVISIONING', 'ACTIVE', 'SUSPENDED'))`);
    this.addSql("update module_set set status = 'SUSPENDED' where suspended");
    this.addSql('alter table module_set drop column suspended');
  }

  #createOperations(): void {
    this.addSql(`create table operation (${BASE}, organization_id uuid,
      kind text not null check (kind in ('MODULES_BULK_ASSIGN', 'TEMPLATE_APPLY_BULK', 'MODULE_ROLLOUT_APPLY')),
      status text not null check (status in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'PARTIALLY_FAILED', 'FAILED', 'CANCELED')),
      command jsonb not null, ${COUNTS}, requested_by uuid not null, idempotency_key text not null, input_hash text not null,
      started_at timestamptz(3), finished_at timestamptz(3), check (done + failed + skipped <= total), unique (requested_by, idempotency_key))`);
    this.addSql('create index operation_page on operation (organization_id, id)');
    this.addSql('create index operation_finished on operation (finished_at) where finished_at is not null');
    // An operation is written after its items, which are counted first, in one transaction.
    this.addSql(`create table operation_item (${BASE}, organization_id uuid not null,
      operation_id uuid not null references operation (id) on delete cascade deferrable initially deferred,
      status text not null check (status in ('PENDING', 'DONE', 'FAILED', 'SKIPPED')),
      skip_reason text check (skip_reason in ('NOTHING_TO_DO', 'NOT_REACHED', 'CANCELED')), problem jsonb, module_keys text[] not null default '{}',
      application_id uuid, finished_at timestamptz(3), check ((status = 'SKIPPED') = (skip_reason is not null)),
      check ((status = 'FAILED') = (problem is not null)), unique (organization_id, operation_id))`);
    this.addSql('create index operation_item_page on operation_item (operation_id, id)');
    this.addSql("create index operation_item_next on operation_item (operation_id, organization_id) where status = 'PENDING'");
  }
}
