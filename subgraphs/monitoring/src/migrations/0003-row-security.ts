import { Migration } from '@mikro-orm/migrations';
import { asPlatform, CURRENT_USER, rowSecurity } from '@supergraph/kernel/db';

const NOBODY = `${CURRENT_USER} is null`;

/** An organization sees its own trail; what belongs to none, and the probes, are the platform's. */
export class SecureRows extends Migration {
  override up(): void {
    this.#run(rowSecurity('audit_event'));
    this.#run(rowSecurity('audit_chain'));
    this.#keepForTheRecorder();
    for (const table of ['service_probe', 'probe_turn']) this.#lockForThePlatform(table);
    this.#makeAppendOnly();
  }

  /** The trail is written by our own processes: a person's request cannot, whatever becomes of the code in front. */
  #keepForTheRecorder(): void {
    this.addSql(`create policy no_person_inserts on audit_event as restrictive for insert with check (${NOBODY})`);
    this.addSql(`create policy no_person_inserts on audit_chain as restrictive for insert with check (${NOBODY})`);
    this.addSql(`create policy no_person_updates on audit_chain as restrictive for update using (${NOBODY})`);
  }

  #lockForThePlatform(table: string): void {
    this.#run([
      `alter table ${table} enable row level security`,
      `alter table ${table} force row level security`,
      ...asPlatform((role) => `create policy platform_all on ${table} to ${role} using (true) with check (true)`),
    ]);
  }

  /** The platform's role sees every trail and changes none, like the role of the application. */
  #makeAppendOnly(): void {
    this.#run(asPlatform((role) => `revoke update, delete, truncate on audit_event from ${role}`));
    this.#run(asPlatform((role) => `revoke delete, truncate on audit_chain from ${role}`));
  }

  #run(statements: readonly string[]): void {
    for (const statement of statements) this.addSql(statement);
  }
}
