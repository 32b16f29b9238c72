// The same people as rows, read through MikroORM by every candidate.
import { EntitySchema } from '@mikro-orm/core';
import { rowSecurity } from '@supergraph/kernel/db';
import { Client } from 'pg';
import { ORGANIZATION, PEOPLE } from './subgraph-people.mjs';

export class PersonRow {}

/** Ours are rows of an organization: a filter narrows each query to it, beside the row-level security of the table. */
export const rowSchema = ({ guarded }) =>
  new EntitySchema({
    class: PersonRow,
    tableName: 'person',
    properties: {
      id: { type: 'uuid', primary: true },
      name: { type: 'text' },
      email: { type: 'text' },
      title: { type: 'text', nullable: true },
      age: { type: 'integer' },
      score: { type: 'double' },
      isActive: { type: 'boolean' },
      joinedAt: { type: 'datetime', columnType: 'timestamptz(3)' },
      ...(guarded ? { organizationId: { type: 'uuid' } } : {}),
    },
    ...(guarded ? { filters: { tenant: { name: 'tenant', cond: narrowed, default: true } } } : {}),
  });

const narrowed = ({ platform, organizationId }) => (platform ? {} : { organizationId });

export const fromRows = (first, { em }) => em.find(PersonRow, {}, { orderBy: { id: 'asc' }, limit: first });

/** Makes the table and fills it. */
export async function storePeople({ ownerUrl, guarded }) {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query(`create table person (id uuid primary key, name text not null, email text not null, title text, age int not null,
    score float8 not null, is_active boolean not null, joined_at timestamptz(3) not null${guarded ? ', organization_id uuid not null' : ''})`);
  const rows = PEOPLE.map(({ isActive, joinedAt, ...same }) => ({
    ...same,
    is_active: isActive,
    joined_at: joinedAt,
    organization_id: ORGANIZATION,
  }));
  await client.query('insert into person select * from json_populate_recordset(null::person, $1)', [JSON.stringify(rows)]);
  if (guarded) {
    await client.query('create index on person (organization_id, id)');
    for (const sql of rowSecurity('person')) await client.query(sql);
  }
  await client.query('analyze person');
  await client.end();
}
