import type { Row, Superuser } from '../database.js';
import type { Company } from './company.js';

/** What a value names. */
export const KINDS = [
  'organization',
  'slug',
  'host',
  'hostname',
  'user',
  'email',
  'username',
  'membership',
  'role',
  'roleKey',
  'organizationModule',
  'templateApplication',
  'subscription',
  'domain',
  'session',
  'auditEvent',
  'invitation',
  'operation',
  'operationItem',
  'hash',
  'requestId',
  'address',
  'text',
  'cursor',
  'idempotencyKey',
  'accessToken',
  'refreshToken',
  'loginToken',
  'invitationToken',
  'password',
] as const;

export type Kind = (typeof KINDS)[number];

/** Values of one organization, by what they name. */
export type Values = Readonly<Record<Kind, readonly string[]>>;

/** The ids: what one may be taken for another of. */
export const ID_KINDS: readonly Kind[] = [
  'organization',
  'user',
  'membership',
  'role',
  'organizationModule',
  'templateApplication',
  'subscription',
  'domain',
  'session',
  'auditEvent',
  'invitation',
  'operation',
  'operationItem',
];

const OF_ORGANIZATION: Partial<Record<Kind, string>> = {
  user: 'select m.user_id as v from "user".membership m where organization_id = $1',
  email: 'select u.email as v from "user"."user" u join "user".membership m on m.user_id = u.id where organization_id = $1',
  username: 'select u.username as v from "user"."user" u join "user".membership m on m.user_id = u.id where organization_id = $1',
  membership: 'select id as v from "user".membership where organization_id = $1',
  role: 'select id as v from "user".role where organization_id = $1',
  roleKey: 'select key as v from "user".role where organization_id = $1',
  organizationModule: 'select id as v from module_registry.organization_module where organization_id = $1',
  templateApplication: 'select id as v from module_registry.template_application where organization_id = $1',
  subscription: 'select id as v from tenant.organization_subscription where organization_id = $1',
  domain: 'select id as v from tenant.organization_domain where organization_id = $1',
  hostname: 'select hostname as v from tenant.organization_domain where organization_id = $1',
  session: 'select id as v from auth.session where organization_id = $1',
  auditEvent: 'select id as v from monitoring.audit_event where organization_id = $1 order by sequence desc limit 40',
  invitation: 'select id as v from "user".invitation where organization_id = $1',
  operation: 'select id as v from module_registry.operation where organization_id = $1',
  operationItem: 'select id as v from module_registry.operation_item where organization_id = $1',
  hash: 'select hash as v from monitoring.audit_event where organization_id = $1 order by sequence desc limit 20',
  requestId: "select distinct request_id as v from monitoring.audit_event where organization_id = $1 and request_id like 'zq%' limit 20",
  address: "select distinct ip_address as v from monitoring.audit_event where organization_id = $1 and ip_address like '203.%'",
};

/** Names of all sorts, which searches take. */
const TEXTS = `select name as v from tenant.organization where id = $1 union select name from "user".role where organization_id = $1
  union select display_name from "user"."user" u join "user".membership m on m.user_id = u.id where organization_id = $1
  union select title from "user".membership where organization_id = $1 and title is not null`;

export interface Tokens {
  accessToken: string[];
  refreshToken: string[];
  loginToken: string[];
  invitationToken: string[];
}

/** Collects what an organization's rows hold, in the order in which they were made. */
export async function collectValues({ rows }: Superuser, company: Company, found: Tokens & { cursor: string[] }): Promise<Values> {
  const read = async (sql: string) => {
    const values = (await rows<Row & { v: string | null }>(sql, [company.id])).flatMap(({ v }) => v ?? []);
    return [...new Set(values)].sort();
  };
  const queried = Object.fromEntries(
    await Promise.all(Object.entries(OF_ORGANIZATION).map(async ([kind, sql]) => [kind, await read(sql)])),
  );
  return {
    ...queried,
    ...found,
    organization: [company.id],
    slug: [company.slug],
    host: [`${company.slug}.localhost`, company.domain],
    text: await read(TEXTS),
    idempotencyKey: [company.idempotencyKey],
    password: [company.password],
  } as unknown as Values;
}
