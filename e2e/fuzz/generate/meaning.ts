import { ID_KINDS, type Kind } from '../world/values.js';

/** What everybody may know: the same for all organizations. */
export const COMMON_KINDS = [
  'moduleKey',
  'templateCode',
  'planId',
  'planKey',
  'permission',
  'builtInRole',
  'moduleVersion',
  'templateVersion',
] as const;
export type CommonKind = (typeof COMMON_KINDS)[number];
export type Commons = Readonly<Record<CommonKind, readonly string[]>>;

/** What an argument takes: values that name something, values that everybody knows, or texts that name nothing. */
export interface Meaning {
  kinds?: readonly Kind[];
  commons?: readonly CommonKind[];
  texts?: readonly string[];
  /** Mostly a new one each time, made of a mark: whoever comes first has it. */
  once?: (mark: string) => string;
}

const NAMES: readonly Kind[] = ['text', 'email', 'slug', 'username', 'hostname'];

/** The first that fits a coordinate: `Query.user.id` for an argument, `RoleInput.key` for a field of an input. */
const RULES: readonly [RegExp, Meaning][] = [
  [
    /\.organization(Ids?|Allow|Deny)$|^Query\.organization\.id$|^Organization(Update|Reason)Input\.id$|\.organization(Release|Reserve)\.id$/,
    { kinds: ['organization'] },
  ],
  [/^OrganizationSignUpInput\.subdomain$/, { kinds: ['slug'], once: (mark) => mark }],
  [/^OrganizationSignUpInput\.ownerEmail$/, { kinds: ['email'], once: (mark) => `${mark}@fuzz.example` }],
  [/\.(slug|organizationSlug|subdomain)$/, { kinds: ['slug'] }],
  [/\.host$/, { kinds: ['host', 'hostname', 'slug'] }],
  [/\.hostname$/, { kinds: ['hostname', 'host'] }],
  [/^Query\.user\.id$|\.userIds?$/, { kinds: ['user'] }],
  [/^MembershipUpdateInput\.id$/, { kinds: ['membership', 'user'] }],
  [/^Mutation\.role\w+\.(id|reassignTo)$/, { kinds: ['role'] }],
  [/\.roleKeys?$/, { kinds: ['roleKey'], commons: ['builtInRole'] }],
  [/^RoleInput\.key$/, { kinds: ['roleKey'], texts: ['fuzz-role', 'another-role'] }],
  [/^Mutation\.organizationDomain\w+\.id$/, { kinds: ['domain', 'organization'] }],
  [
    /^(Query|Subscription)\.operation(Progressed(Position)?)?\.id$|^Mutation\.operationCancel\.id$/,
    { kinds: ['operation', 'operationItem'] },
  ],
  [/^Mutation\.invitation(Resend|Revoke)\.id$/, { kinds: ['invitation'] }],
  [
    /^InvitationAcceptInput\.token$|\.invitation(ByToken|Decline)\.token$/,
    { kinds: ['invitationToken', 'invitationToken', 'refreshToken'] },
  ],
  [/^InvitationCreateInput\.email$/, { kinds: ['email'], once: (mark) => `${mark}@fuzz.example` }],
  [/\.loginToken$/, { kinds: ['loginToken', 'accessToken'] }],
  [/\.refreshToken$/, { kinds: ['refreshToken', 'accessToken'] }],
  [/\.after$/, { kinds: ['cursor'] }],
  [
    /^AuditFilter\.query$/,
    { kinds: ['requestId', 'address', 'session', 'user', 'auditEvent', 'hash', 'email'], texts: ['role', 'session'] },
  ],
  [/^Audit\w*Filter\.actorIds$/, { kinds: ['user'] }],
  [/^Audit\w*Filter\.targetIds?$/, { kinds: ID_KINDS }],
  [/^Audit\w*Filter\.targetTypes?$/, { texts: ['organization', 'membership', 'role', 'session'] }],
  [/^Audit\w*Filter\.actions$/, { texts: ['role.created', 'auth.session.started', 'membership.created'] }],
  [/\.query$/, { kinds: NAMES, texts: ['e', 'zq', '%'] }],
  [/\.email$/, { kinds: ['email'] }],
  [/\.username$/, { kinds: ['username'] }],
  [/\.idempotencyKey$/, { kinds: ['idempotencyKey'], once: (mark) => `key-${mark}` }],
  [/\.moduleKeys?$|^Mutation\.module\w+\.key$|^Query\.moduleByKey\.key$|^Organization\.module\.key$|\.keys$/, { commons: ['moduleKey'] }],
  [/^ModuleRegisterInput\.key$/, { texts: ['fuzz-module', 'crm'] }],
  [/\.codes?$|\.industryCode$/, { commons: ['templateCode'] }],
  [/^Query\.plan\.id$/, { commons: ['planId'], kinds: ['subscription'] }],
  [/^Query\.plan\.key$|\.planKey$/, { commons: ['planKey'] }],
  [/\.permissions$/, { commons: ['permission'] }],
  // The password of all of A's people. Whoever has one of B's is B.
  [/^LoginInput\.password$/, { kinds: ['password'], texts: ['wrong-but-long-enough', 'short'] }],
  [/\.password$/, { texts: ['a new one for a new company', 'short'] }],
  [/\.locale$/, { texts: ['de-CH', 'en', 'not a locale'] }],
  [/\.timezone$/, { texts: ['Europe/Zurich', 'Mars/Olympus'] }],
  [/\.avatarUrl$/, { texts: ['https://a.example/me.png', 'http://a.example'] }],
  [/\.reason$/, { texts: ['because of the fuzzer', 'x'] }],
  [/\.(version|range)$/, { texts: ['1.0.0', '^1.0.0', 'latest'] }],
  [/\.stickiness$/, { texts: ['organizationId', 'random'] }],
  [/\.groupId$/, { texts: ['group'] }],
];

/** What an argument or a field of an input takes, by its coordinate and type. A new id takes any id. */
export function meaningOf(coordinate: string, type: string): Meaning {
  const rule = RULES.find(([pattern]) => pattern.test(coordinate));
  if (rule) return rule[1];
  return type === 'ID' ? { kinds: ID_KINDS } : { kinds: ['text'], texts: ['some text', 'äöü ✓'] };
}
