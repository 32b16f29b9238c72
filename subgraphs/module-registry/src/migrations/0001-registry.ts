import { Migration } from '@mikro-orm/migrations';

const BASE = `id uuid primary key, created_at timestamptz(3) not null, updated_at timestamptz(3) not null, revision int not null default 1`;
const VERSION_STATUS = `status text not null check (status in ('DRAFT', 'PUBLISHED', 'YANKED'))`;
// A module and its first version point at each other and are written together.
const LATER = 'deferrable initially deferred';

export class CreateRegistry extends Migration {
  override up(): void {
    this.#createModules();
    this.#createTemplates();
    this.#createOrganizationModules();
  }

  #createModules(): void {
    this.addSql(`create table module (${BASE}, key text not null unique check (key ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' and length(key) between 2 and 50),
      name text not null, description text, category text not null check (category in ('CORE', 'INDUSTRY', 'ADDON')), icon text, color text,
      status text not null check (status in ('DRAFT', 'ACTIVE', 'DEPRECATED', 'RETIRED')), status_reason text, removable boolean not null,
      service_name text, endpoint text, permissions text[] not null, latest_version_id uuid not null)`);
    this.addSql(`create table module_version (${BASE}, module_key text not null references module (key) ${LATER}, version text not null, ${VERSION_STATUS},
      config_schema json not null check (json_typeof(config_schema) = 'object'),
      default_config jsonb not null check (jsonb_typeof(default_config) = 'object'),
      requires jsonb not null check (jsonb_typeof(requires) = 'array'), changelog text, published_at timestamptz(3), unique (module_key, version))`);
    this.addSql(
      `alter table module add constraint module_latest_version foreign key (latest_version_id) references module_version (id) ${LATER}`,
    );
  }

  #createTemplates(): void {
    this.addSql(`create table industry_template (${BASE}, code text not null unique check (code ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' and length(code) between 2 and 50),
      name text not null, description text, status text not null check (status in ('ACTIVE', 'INACTIVE')), current_version_id uuid not null)`);
    this.addSql(`create table template_version (${BASE}, template_code text not null references industry_template (code) ${LATER},
      version int not null check (version > 0), ${VERSION_STATUS}, items jsonb not null check (jsonb_typeof(items) = 'array'),
      changelog text, published_at timestamptz(3), unique (template_code, version))`);
    this.addSql(`alter table industry_template add constraint industry_template_current_version
      foreign key (current_version_id) references template_version (id) ${LATER}`);
  }

  #createOrganizationModules(): void {
    this.addSql(`create table module_set (${BASE}, organization_id uuid not null unique, industry_code text)`);
    this.addSql(`create table organization_module (${BASE}, organization_id uuid not null, module_key text not null references module (key),
      version_id uuid not null references module_version (id),
      state text not null check (state in ('NOT_INSTALLED', 'TO_INSTALL', 'INSTALLED', 'TO_UPGRADE', 'TO_REMOVE', 'FAILED')),
      enabled boolean not null, source text not null check (source in ('MANUAL', 'TEMPLATE', 'DEPENDENCY', 'PLAN')),
      config jsonb not null check (jsonb_typeof(config) = 'object'), config_revision int not null check (config_revision >= 0),
      enabled_at timestamptz(3), disabled_at timestamptz(3),
      check (not (enabled and state = 'NOT_INSTALLED')), unique (organization_id, module_key))`);
    this.addSql('create index organization_module_page on organization_module (organization_id, id)');
    this.addSql("create index organization_module_usage on organization_module (module_key) where state <> 'NOT_INSTALLED'");
    this.addSql(`create table config_revision (${BASE}, organization_id uuid not null, module_key text not null, config_revision int not null,
      config jsonb not null, actor_id uuid, reason text, unique (organization_id, module_key, config_revision))`);
    this.addSql(`create table template_application (${BASE}, organization_id uuid not null, template_code text not null,
      template_version_id uuid references template_version (id), version int not null,
      state text not null check (state in ('RUNNING', 'APPLIED', 'PARTIALLY_APPLIED', 'FAILED', 'ROLLED_BACK')),
      base_config jsonb not null, applied_by uuid, applied_at timestamptz(3) not null)`);
    this.addSql('create index template_application_latest on template_application (organization_id, applied_at desc, id desc)');
  }
}
