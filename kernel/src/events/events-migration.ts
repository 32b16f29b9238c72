import type { MigrationObject } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import { rowSecurity } from '../db/index.js';

const ENVELOPE = `
  event_id uuid not null,
  organization_id uuid,
  topic text not null,
  aggregate_type text not null,
  aggregate_id text not null,
  sequence bigint not null,
  type text not null,
  payload jsonb not null,
  headers jsonb not null,
  created_at timestamptz not null default clock_timestamp()`;

/** The tables behind every subgraph's events: what it publishes and what it has consumed. */
class CreateEventTables extends Migration {
  override up(): void {
    this.addSql(
      'create table event_sequence (aggregate_type text, aggregate_id text, last bigint not null, primary key (aggregate_type, aggregate_id))',
    );
    // A queue: rows leave as soon as they are published, so it is vacuumed by count and not by share.
    this.addSql(`create table outbox (id bigint generated always as identity primary key, ${ENVELOPE},
      check (octet_length(payload::text) <= 524288), unique (aggregate_type, aggregate_id, sequence))
      with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0)`);
    this.addSql(`create table event_log (position bigint generated always as identity primary key, ${ENVELOPE},
      published_at timestamptz not null default clock_timestamp())`);
    this.addSql('create index event_log_published_at on event_log using brin (published_at)');
    this.addSql(
      'create table inbox (consumer text, event_id uuid, processed_at timestamptz not null default now(), primary key (consumer, event_id))',
    );
    this.addSql('create index inbox_processed_at on inbox using brin (processed_at)');
    this.addSql('create table consumer_position (source text primary key, position bigint not null)');
    this.addSql(
      'create table consumer_sequence (consumer text, aggregate_key text, last bigint not null, primary key (consumer, aggregate_key))',
    );
    this.addSql(`create table parked_event (consumer text, aggregate_key text, seq bigint generated always as identity, event_id uuid not null,
      record jsonb not null, error text not null, attempts int not null, parked_at timestamptz not null default now(), primary key (consumer, aggregate_key, seq))`);
  }
}

/** An organization's request announces facts of its own organization, or of none; the relay and the feeds run as the platform. */
class SecureEventRows extends Migration {
  override up(): void {
    // What is created from here on, the role may use by default; this is for tables that are older than the role.
    this.addSql(`do $do$ begin
      execute format('grant select, insert, update, delete on all tables in schema %I to %I', current_schema(), current_schema() || '_platform');
      execute format('grant usage, select on all sequences in schema %I to %I', current_schema(), current_schema() || '_platform');
    end $do$`);
    this.#run(rowSecurity('outbox', { orRead: 'organization_id is null', orWrite: 'organization_id is null' }));
    this.#run(rowSecurity('event_log'));
  }

  #run(statements: readonly string[]): void {
    for (const statement of statements) this.addSql(statement);
  }
}

/** The way from the log to Kafka: how far it is, where each event lies now, and what Kafka refused. */
class CreatePublicationTables extends Migration {
  override up(): void {
    this.addSql(
      `create table relay_cursor (is_only boolean primary key default true check (is_only), position bigint not null, lost_at timestamptz)`,
    );
    this.addSql('insert into relay_cursor (position) values (0)');
    this.addSql('create table event_receipt (position bigint primary key, kafka_partition int not null, kafka_offset bigint not null)');
    this.addSql(`create table unpublished_event (position bigint primary key, aggregate_type text not null, aggregate_id text not null,
      error text not null, is_redriven boolean not null default false, parked_at timestamptz not null default now())`);
    this.addSql('create index unpublished_event_aggregate on unpublished_event (aggregate_type, aggregate_id)');
  }
}

export const eventMigrations: readonly MigrationObject[] = [
  { name: '0000-events', class: CreateEventTables },
  { name: '0000-events-row-security', class: SecureEventRows },
  { name: '0000-events-publication', class: CreatePublicationTables },
];
