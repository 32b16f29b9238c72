import { readFile } from 'node:fs/promises';
import type { Answer } from '../../src/client.js';
import type { ObservedProduct } from '../../testkit/product-on-test-database.js';

/** A client that keeps what refusals said to it. */
export class Witness {
  readonly refusals: string[] = [];

  constructor(private readonly url: string) {}

  /** The only field's payload; what was refused is kept. */
  async ask(document: string, variables: Record<string, unknown> = {}, token?: string): Promise<Answer> {
    const body = await this.send('POST', '/graphql', { token, body: JSON.stringify({ query: document, variables }) });
    const [payload] = Object.values(body?.data ?? {}) as [Answer];
    if (payload?.userErrors?.length > 0) this.refusals.push(JSON.stringify(payload.userErrors));
    return payload;
  }

  /** Any request. @returns the body, if it is JSON. */
  async send(method: string, path: string, { token, body }: { token?: string | undefined; body?: string } = {}): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'apollo-require-preflight': 'true',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      ...(body ? { body } : {}),
    });
    const text = await response.text();
    const answer = parse(text);
    if (!response.ok || answer === null) this.refusals.push([...response.headers].join('\n'), text);
    if (answer?.errors) this.refusals.push(JSON.stringify(answer.errors));
    return answer;
  }
}

function parse(text: string): Answer {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** All rows of all tables, as text: events, outboxes and the audit trail among them. */
export async function everyRow({ rows }: ObservedProduct): Promise<string> {
  const tables = await rows<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const found = await rows<{ line: string }>(`select t::text as line from ${name} t`);
    texts.push(...found.map(({ line }) => line));
  }
  return texts.join('\n');
}

/** What the database server has written about it. */
export async function serverLog({ rows }: ObservedProduct): Promise<string> {
  const [{ folder } = { folder: '' }] = await rows<{ folder: string }>("select current_setting('data_directory') as folder");
  return readFile(`${folder}/../postgres.log`, 'utf8');
}
