import type { Redis, Result } from 'ioredis';

/**
 * What happens to a channel happens at once, in Redis. A channel's keys begin with its name, whose hash tag keeps them on one node:
 * `:m` is its place (epoch `e`, offset `s`), `:s` the stream of its last messages, `:v` versions by key, `:k` keys by last offset.
 */
const EMIT = `
local last = redis.call('HGET', KEYS[3], ARGV[2])
if last and (#last > #ARGV[3] or (#last == #ARGV[3] and last >= ARGV[3])) then return false end
redis.call('HSETNX', KEYS[1], 'e', ARGV[5])
local epoch = redis.call('HGET', KEYS[1], 'e')
local offset = string.format('%.0f', redis.call('HINCRBY', KEYS[1], 's', 1))
if offset == '1' then redis.call('DEL', KEYS[2]) end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[6], offset .. '-0', 'm', ARGV[4])
redis.call('HSET', KEYS[3], ARGV[2], ARGV[3])
redis.call('ZADD', KEYS[4], offset, ARGV[2])
local surplus = redis.call('ZCARD', KEYS[4]) - tonumber(ARGV[9])
if surplus > 0 then
  local old = redis.call('ZPOPMIN', KEYS[4], surplus)
  for i = 1, #old, 2 do redis.call('HDEL', KEYS[3], old[i]) end
end
redis.call('PEXPIRE', KEYS[2], ARGV[7])
redis.call('PEXPIRE', KEYS[1], ARGV[8])
redis.call('PEXPIRE', KEYS[3], ARGV[8])
redis.call('PEXPIRE', KEYS[4], ARGV[8])
redis.call('PUBLISH', ARGV[1], offset .. ':' .. epoch .. ':' .. ARGV[4])
return {epoch, offset}`;

const PLACE = `
redis.call('HSETNX', KEYS[1], 'e', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {redis.call('HGET', KEYS[1], 'e'), redis.call('HGET', KEYS[1], 's') or '0'}`;

const SINCE = `
local place = redis.call('HMGET', KEYS[1], 'e', 's')
local now = tonumber(place[2] or '0')
local after = tonumber(ARGV[2])
if place[1] ~= ARGV[1] or after > now then return false end
if after == now then return {} end
local entries = redis.call('XRANGE', KEYS[2], '(' .. ARGV[2] .. '-0', '+')
if #entries ~= now - after then return false end
local frames = {}
for i, entry in ipairs(entries) do frames[i] = entry[2][2] end
return frames`;

/** The connection with our commands. None may be called `emit`: that is what a connection itself does with its events. */
export interface ScriptedRedis extends Redis {
  rtEmit(...args: (string | number)[]): Result<[epoch: string, offset: string] | null, { type: 'default' }>;
  rtPlace(...args: (string | number)[]): Result<[epoch: string, offset: string], { type: 'default' }>;
  rtSince(...args: (string | number)[]): Result<string[] | null, { type: 'default' }>;
}

export function withScripts(redis: Redis): ScriptedRedis {
  redis.defineCommand('rtEmit', { numberOfKeys: 4, lua: EMIT });
  redis.defineCommand('rtPlace', { numberOfKeys: 1, lua: PLACE });
  redis.defineCommand('rtSince', { numberOfKeys: 2, lua: SINCE });
  return redis as ScriptedRedis;
}
