import { GRACE, LEASE, TAG_MEMORY, TOMBSTONE } from './lease-store.js';

/*
 * An entry is one hash, so that whatever becomes of it (eviction, expiry, a flush) becomes of all of it: `d` data as JSON, `v` its
 * version, `x` when it ends, `g` the generation of its tag, `s` until when it may be shown although it is out of date, `l` the
 * lease's nonce, `m` when the lease ends, `t` the tombstone's version. A tag is one, too: `g` its generation, `t` its version.
 * Versions are compared as numbers, exact up to 2^53.
 */
const CLOCK = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function keepFor(key, ms) if redis.call('PTTL', key) < ms then redis.call('PEXPIRE', key, ms) end end
local function number(text) return tonumber(text or '0') end
`;

/** KEYS: pairs of entry and tag (the entry's own key where it has none). ARGV: a nonce; empty to leave everything as it is. */
export const READ = `${CLOCK}
local nonce = ARGV[1]
local answers = {}
for i = 1, #KEYS, 2 do
  local key, tag, generation = KEYS[i], KEYS[i + 1], ''
  if tag ~= key then
    generation = redis.call('HGET', tag, 'g')
    if not generation and nonce ~= '' then
      generation = nonce .. i
      redis.call('HSET', tag, 'g', generation)
      keepFor(tag, ${TAG_MEMORY})
    end
  end
  local e = redis.call('HMGET', key, 'd', 'v', 'x', 'g', 's', 'l', 'm')
  local isOf = e[1] and number(e[3]) > now and e[4] == generation
  if isOf and not e[5] then
    answers[#answers + 1] = {'hit', e[1], e[2], number(e[3]) - now}
  elseif nonce == '' then
    answers[#answers + 1] = {'none'}
  elseif e[6] and number(e[7]) > now then
    answers[#answers + 1] = {'waiting', isOf and number(e[5]) > now and e[1]}
  else
    redis.call('HSET', key, 'l', nonce .. i, 'm', now + ${LEASE})
    keepFor(key, ${LEASE})
    answers[#answers + 1] = {'lease', nonce .. i, generation}
  end
end
return answers`;

/** KEYS as above. ARGV: for each entry nonce, generation, JSON, version, milliseconds. */
export const FILL = `${CLOCK}
local filled = {}
for i = 1, #KEYS, 2 do
  local key, tag, a = KEYS[i], KEYS[i + 1], (i - 1) / 2 * 5
  local nonce, generation, json, version, ttl = ARGV[a + 1], ARGV[a + 2], ARGV[a + 3], ARGV[a + 4], tonumber(ARGV[a + 5])
  local e = redis.call('HMGET', key, 'l', 't')
  local isOf = e[1] == nonce
  if isOf then
    redis.call('HDEL', key, 'l', 'm')
    isOf = number(e[2]) <= number(version)
    if isOf and tag ~= key then
      local t = redis.call('HMGET', tag, 'g', 't')
      isOf = t[1] == generation and number(t[2]) <= number(version)
    end
  end
  if isOf then
    redis.call('HDEL', key, 's')
    redis.call('HSET', key, 'd', json, 'v', version, 'x', now + ttl, 'g', generation)
    keepFor(key, ttl)
  end
  filled[#filled + 1] = isOf and 1 or 0
end
return filled`;

/** KEYS: entries. ARGV: their nonces. */
export const RELEASE = `
for i = 1, #KEYS do if redis.call('HGET', KEYS[i], 'l') == ARGV[i] then redis.call('HDEL', KEYS[i], 'l', 'm') end end`;

/** KEYS: entries, then tags, then the position. ARGV: version, number of entries, a new generation. */
export const INVALIDATE = `${CLOCK}
local version, entries = number(ARGV[1]), tonumber(ARGV[2])
for i = 1, entries do
  local key = KEYS[i]
  local e = redis.call('HMGET', key, 't', 'v', 's')
  if number(e[1]) < version then
    redis.call('HSET', key, 't', ARGV[1])
    redis.call('HDEL', key, 'l', 'm')
    if e[2] and number(e[2]) < version and not e[3] then redis.call('HSET', key, 's', now + ${GRACE}) end
    keepFor(key, ${TOMBSTONE})
  end
end
for i = entries + 1, #KEYS - 1 do
  local t = redis.call('HMGET', KEYS[i], 'g', 't')
  if not t[1] or number(t[2]) < version then
    redis.call('HSET', KEYS[i], 'g', ARGV[3] .. i, 't', ARGV[1])
    keepFor(KEYS[i], ${TAG_MEMORY})
  end
end
if number(redis.call('GET', KEYS[#KEYS])) < version then redis.call('SET', KEYS[#KEYS], ARGV[1], 'PX', ${TAG_MEMORY}) end`;

/** KEYS: entries, then tags. ARGV: number of entries, a new generation. */
export const DROP = `${CLOCK}
local entries = tonumber(ARGV[1])
for i = 1, entries do redis.call('HDEL', KEYS[i], 'd', 'v', 'x', 'g', 's', 'l', 'm') end
for i = entries + 1, #KEYS do
  redis.call('HSET', KEYS[i], 'g', ARGV[2] .. i)
  keepFor(KEYS[i], ${TAG_MEMORY})
end`;
