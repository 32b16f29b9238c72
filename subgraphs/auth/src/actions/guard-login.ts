import type { AuthContext } from '../context.js';

/** Wrong passwords within an hour block an account as a whole, wherever they come from: so many that nobody who forgot theirs gets there. */
const WINDOW_SECONDS = 3_600;

/** Whose password is guessed, and from where. An account as a whole is the source ''. */
export interface Guarded {
  accountKey: string;
  sourceKey: string;
  /** From a device that is known as the person's: the block of the account as a whole does not hold it. */
  isTrusted: boolean;
}

export interface GuardRules {
  /** Wrong passwords from one source, and minutes that it is blocked for. */
  attempts: number;
  minutes: number;
  /** Wrong passwords from anywhere. */
  accountAttempts: number;
}

interface Row {
  source_key: string;
  failures: number;
  blocked_until: Date | string | null;
  was_blocked: boolean;
}

/** `source`: this source is blocked for the account. `account`: the account is, for every source that is not trusted. */
export type Block = 'source' | 'account' | null;

export interface Counted {
  /** What held before this attempt: then it was not counted. */
  block: Block;
  /** What this very attempt has brought about, with its end. */
  began: { kind: 'source' | 'account'; until: Date } | null;
}

/**
 * Counts a wrong password against its source and against the account, unless the source is blocked already: attempts while blocked
 * count for nothing and prolong nothing. While only the account is blocked, the source goes on being counted: whoever is told
 * ACCOUNT_LOCKED after a right password has no more guesses than before. One statement; the rows' locks put guesses in a line.
 */
export async function countFailure(
  { em }: AuthContext,
  { accountKey, sourceKey, isTrusted }: Guarded,
  rules: GuardRules,
): Promise<Counted> {
  const ofSource = { source_key: sourceKey, most: rules.attempts };
  const limits = isTrusted ? [ofSource] : [{ source_key: '', most: rules.accountAttempts }, ofSource];
  const rows = await em.execute<Row[]>(
    `with asked as (select * from jsonb_to_recordset(?::jsonb) as a (source_key text, most int)),
      held as materialized (select g.* from login_guard g join asked a on a.source_key = g.source_key where g.account_key = ?
        order by g.source_key for update of g),
      before as (select coalesce(bool_or(blocked_until > now()) filter (where source_key <> ''), false) as is_source_blocked,
        coalesce(bool_or(blocked_until > now()) filter (where source_key = ''), false) as is_account_blocked from held),
      counted as (insert into login_guard as g (account_key, source_key, failures, since, blocked_until)
        select ?, a.source_key, 1, now(), case when a.most <= 1 then now() + make_interval(mins => ?) end from asked a, before b
        where not b.is_source_blocked and not (a.source_key = '' and b.is_account_blocked)
        on conflict (account_key, source_key) do update set
          failures = case when g.since < now() - make_interval(secs => ?) then 1 else g.failures + 1 end,
          since = case when g.since < now() - make_interval(secs => ?) then now() else g.since end,
          blocked_until = case when g.since >= now() - make_interval(secs => ?)
            and g.failures + 1 >= (select most from asked a where a.source_key = g.source_key) then now() + make_interval(mins => ?) end
          where g.blocked_until is null or g.blocked_until <= now()
        returning g.source_key, g.failures, g.blocked_until)
     select source_key, failures, blocked_until, false as was_blocked from counted
     union all select case when is_source_blocked then 'source' else 'account' end, 0, null, true
       from before where is_source_blocked or is_account_blocked`,
    [JSON.stringify(limits), accountKey, accountKey, rules.minutes, WINDOW_SECONDS, WINDOW_SECONDS, WINDOW_SECONDS, rules.minutes],
  );
  const block = (rows.find((row) => row.was_blocked)?.source_key ?? null) as Block;
  const begun = rows.find((row) => !row.was_blocked && row.blocked_until !== null);
  const began = begun
    ? { kind: begun.source_key === '' ? ('account' as const) : ('source' as const), until: new Date(begun.blocked_until!) }
    : null;
  return { block, began };
}

/** What stands against a right password; where nothing does, the source's count begins anew. One statement. */
export async function passGuard({ em }: AuthContext, { accountKey, sourceKey, isTrusted }: Guarded): Promise<Block> {
  const sources = `array[?::text${isTrusted ? '' : ", ''"}]`;
  const [row] = await em.execute<{ block: Block }[]>(
    `with held as materialized (select * from login_guard where account_key = ? and source_key = any(${sources}) order by source_key for update),
      verdict as (select case when bool_or(blocked_until > now()) filter (where source_key <> '') then 'source'
        when bool_or(blocked_until > now()) then 'account' end as block from held),
      cleared as (delete from login_guard g using verdict v where v.block is null and g.account_key = ? and g.source_key = ?)
     select block from verdict`,
    [accountKey, sourceKey, accountKey, sourceKey],
  );
  return row?.block ?? null;
}

/** Takes every block of an account away, and forgets what was counted. @returns whether there was a block. */
export async function clearGuard({ em }: AuthContext, accountKey: string): Promise<boolean> {
  const rows = await em.execute<{ is_blocked: boolean | null }[]>(
    'delete from login_guard where account_key = ? returning blocked_until > now() as is_blocked',
    [accountKey],
  );
  return rows.some((row) => row.is_blocked === true);
}
