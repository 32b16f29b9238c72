import pg from 'pg';

/**
 * Sends statements one after the other on one connection of a role, past everything that a subgraph does for its safety.
 * @returns the rows of the last one.
 */
export async function executeAs<Row extends object = object>(url: string, ...statements: string[]): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: Row[] = [];
    for (const sql of statements) ({ rows } = await client.query<Row>(sql));
    return rows;
  } finally {
    await client.end();
  }
}
