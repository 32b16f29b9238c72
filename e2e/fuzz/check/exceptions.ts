import type { Operation } from '../generate/operation.js';
import type { Kind } from '../world/values.js';
import type { Json } from './answer.js';

/** A place where something of B may show, by design, and why. */
export interface Exception {
  /** Root field of the operation: `Query.organizationByHost`. */
  field: string;
  reason: string;
  /** What it answers may hold what is B's: a type of its own, made to be seen by everybody. */
  shows?: boolean;
  /** Codes that an existing value may be refused with where an absent one is not; without it, any answer may differ. */
  codes?: readonly string[];
  /** Kinds of B's values for which it holds; without it, for all. */
  kinds?: readonly Kind[];
  /** Only the work is another one: answers must be the same. */
  onlyWork?: boolean;
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    field: 'Query.organizationByHost',
    reason: 'a login page says whose it is before anybody has logged in: id, name and slug, no more',
    shows: true,
  },
  { field: 'Query.subdomainAvailability', reason: 'whoever signs up must be told that a subdomain is taken' },
  {
    field: 'Mutation.organizationSignUp',
    reason: 'subdomains and e-mail addresses are unique on the platform, and a key belongs to one sign-up',
    codes: ['SUBDOMAIN_TAKEN', 'EMAIL_TAKEN', 'INVALID'],
    kinds: ['slug', 'email', 'idempotencyKey'],
  },
  {
    field: 'Mutation.organizationDomainAdd',
    reason: 'a host name that is verified leads to its organization in every browser',
    codes: ['DOMAIN_IN_USE'],
    kinds: ['hostname', 'host'],
  },
  {
    field: 'Mutation.viewerUpdate',
    reason: 'user names are unique on the platform',
    codes: ['USERNAME_TAKEN'],
    kinds: ['username'],
  },
  {
    field: 'Mutation.tokenRefresh',
    reason: 'whoever holds a genuine refresh token, if only of an ended session, is told what became of the session',
    codes: ['SESSION_REVOKED'],
    kinds: ['refreshToken'],
  },
  {
    field: 'Mutation.logout',
    reason: 'whoever holds a genuine refresh token may end its session, again if need be',
    kinds: ['refreshToken'],
  },
  {
    field: 'Mutation.login',
    reason: 'wrong passwords are counted for accounts that there are',
    kinds: ['email'],
    onlyWork: true,
  },
];

/**
 * Headers that may differ, where the request says that a page of B's host sends it: pages of organizations may call the hosts that
 * stand for everybody, so a browser is told whether the page's host is one's. It is what `organizationByHost` tells everybody.
 */
const OF_ORIGINS = /^\/headers\/access-control-/;

export const isAboutOrigin = (path: string, { headers, swaps }: Pick<Operation, 'headers' | 'swaps'>): boolean =>
  OF_ORIGINS.test(path) && [...swaps.keys()].some((value) => headers.origin?.includes(value));

/** Exceptions for the root fields of an operation, by response key. */
export const exceptionsOf = (roots: ReadonlyMap<string, string>): Map<string, Exception> =>
  new Map(
    [...roots].flatMap(([key, field]) => {
      const exception = EXCEPTIONS.find((each) => each.field === field);
      return exception ? [[key, exception] as const] : [];
    }),
  );

/** The answer without what an exception lets show. */
export function withoutShown(body: Json, exceptions: ReadonlyMap<string, Exception>): Json {
  const shown = [...exceptions].filter(([, { shows }]) => shows).map(([key]) => key);
  return without(body, shown);
}

/** The response keys at which an answer about B's values may be another one than about absent ones. */
export function mayDiffer(
  { foreign, absent }: { foreign: Json; absent: Json },
  exceptions: ReadonlyMap<string, Exception>,
  kinds: ReadonlySet<Kind>,
): string[] {
  const codesAt = (body: Json, key: string): string[] => body?.data?.[key]?.userErrors?.map(({ code }: Json) => code) ?? [];
  return [...exceptions].flatMap(([key, { kinds: named, codes, onlyWork }]) => {
    if (onlyWork) return [];
    const applies = named?.some((kind) => kinds.has(kind)) ?? true;
    // Where another field took all of the data with it, there are no codes to go by, and nothing that could show.
    if (applies && !foreign?.data && !absent?.data) return [key];
    const more = codesAt(foreign, key).filter((code) => !codesAt(absent, key).includes(code) || code === 'INVALID');
    const isNamed = !codes || (more.length > 0 && more.every((code) => codes.includes(code)));
    return applies && isNamed ? [key] : [];
  });
}

/** The answer without some of its response keys, and without what is said of them. */
export function without(body: Json, keys: readonly string[]): Json {
  if (keys.length === 0 || !body) return body;
  const isLeft = ({ path }: Json) => !keys.includes(path?.[0]);
  const left = (list: Json[] | undefined) => (list?.some(isLeft) ? list.filter(isLeft) : undefined);
  const data = body.data && Object.fromEntries(Object.entries(body.data).filter(([key]) => !keys.includes(key)));
  return { ...body, data, errors: left(body.errors), extensions: undefined };
}
