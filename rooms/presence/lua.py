"""The Lua scripts of `rooms.presence.store`. Each is one atomic step in Redis.

KEYS[1] is the room's hash of records (peer id -> JSON), KEYS[2] its sorted set of expiries (peer id -> ms), KEYS[3] the
set of all rooms in which somebody may be present, KEYS[4] the room's sorted set of departed peers (peer id -> ms),
KEYS[5] exists while records that Redis lost are being written back, KEYS[6] is when (ms) somebody last joined or
refreshed, unless expiries were set anew since, and KEYS[7] is the room's hash of the colours that people had (person ->
number).
Records hold `socket`, `token` (hash of the resume token), `person`, `info` (JSON text, passed through untouched),
`suspended`, `since`, `colour` (0 to COLOUR_COUNT - 1).

A record that is missing was either removed here, and its peer is among the departed, or Redis lost it: then the socket
that stands for the peer writes it back.
"""

# How long it is remembered that a peer has departed, so that no late refresh brings it back.
DEPARTED_MS = 24 * 60 * 60 * 1000
# As many as the pages' stylesheet has. In a room that holds more people, some share one.
COLOUR_COUNT = 5

_PRELUDE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- As text: cjson keeps 14 digits of a number, and two may arrive within a millisecond.
local arrived = time[1] .. string.format('%06d', time[2])

local function record_of(peer)
  local text = redis.call('HGET', KEYS[1], peer)
  if not text then return nil end
  return cjson.decode(text)
end

local function store(peer, record, expires_at)
  redis.call('HSET', KEYS[1], peer, cjson.encode(record))
  redis.call('ZADD', KEYS[2], expires_at, peer)
end

local function remove(peer)
  redis.call('HDEL', KEYS[1], peer)
  redis.call('ZREM', KEYS[2], peer)
  redis.call('ZADD', KEYS[4], now, peer)
  redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now - DEPARTED_MS)
  redis.call('PEXPIRE', KEYS[4], DEPARTED_MS)
end

local function was_lost(peer)
  return redis.call('HEXISTS', KEYS[1], peer) == 0 and not redis.call('ZSCORE', KEYS[4], peer)
end

local function remove_expired()
  local gone = {}
  for _, peer in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)) do
    local text = redis.call('HGET', KEYS[1], peer)
    if text then gone[#gone + 1] = {peer, text} end
    remove(peer)
  end
  return gone
end

-- Sockets refresh three times within a time to live (`REFRESHES_PER_TTL`), so nobody who lives expires before two
-- thirds of it after somebody was last heard from. Where that is longer ago than half of it, though somebody should
-- have refreshed, or in the future, Redis stood still or its clock jumped: then what it says of expiries is void, and
-- each has its time again. No grace period is cut short. Only once until somebody is heard from: who is gone is not
-- kept for ever.
local function allow_for_silence(ttl)
  local last = tonumber(redis.call('GET', KEYS[6]))
  if not last or math.abs(now - last) <= ttl / 2 then return end
  local has_jumped_back = last > now
  local went_back = has_jumped_back and last - now or 0
  local somebody_should_refresh = false
  for _, text in ipairs(redis.call('HVALS', KEYS[1])) do
    if not cjson.decode(text).suspended then somebody_should_refresh = true end
  end
  if not somebody_should_refresh and not has_jumped_back then return end
  local expiries = redis.call('ZRANGE', KEYS[2], 0, -1, 'WITHSCORES')
  for i = 1, #expiries, 2 do
    redis.call('ZADD', KEYS[2], math.max(now + ttl, tonumber(expiries[i + 1]) - went_back), expiries[i])
  end
  redis.call('DEL', KEYS[6])
end

local function heard_from_somebody(lifetime)
  redis.call('SET', KEYS[6], now, 'PX', lifetime)
end

local function keep_keys(lifetime)
  redis.call('PEXPIRE', KEYS[1], lifetime)
  redis.call('PEXPIRE', KEYS[2], lifetime)
  redis.call('PEXPIRE', KEYS[7], lifetime)
end

-- The one that the person had before if nobody here has it, or else the least used; first one that nobody had so far.
local function colour_for(person)
  local uses, remembered = {}, {}
  for number = 0, COLOUR_COUNT - 1 do uses[number] = 0 end
  local all = redis.call('HGETALL', KEYS[1])
  for i = 1, #all, 2 do
    local number = cjson.decode(all[i + 1]).colour or 0
    uses[number] = uses[number] + 1
  end
  local before = redis.call('HGETALL', KEYS[7])
  for i = 1, #before, 2 do
    if before[i] == person then
      if uses[tonumber(before[i + 1])] == 0 then return tonumber(before[i + 1]) end
    else
      remembered[tonumber(before[i + 1])] = true
    end
  end
  local best, cost = 0, nil
  for number = 0, COLOUR_COUNT - 1 do
    local own_cost = 2 * uses[number] + (remembered[number] and 1 or 0)
    if not cost or own_cost < cost then best, cost = number, own_cost end
  end
  redis.call('HSET', KEYS[7], person, best)
  return best
end

-- `text` is the record as its socket knows it; the others have `settling` ms to write back theirs.
local function restore(peer, text, suspended, expires_at, settling, lifetime, room)
  local record = cjson.decode(text)
  record.suspended = suspended
  store(peer, record, expires_at)
  keep_keys(lifetime)
  redis.call('SADD', KEYS[3], room)
  redis.call('SET', KEYS[5], '1', 'NX', 'PX', settling)
end
""".replace("DEPARTED_MS", str(DEPARTED_MS)).replace("COLOUR_COUNT", str(COLOUR_COUNT))

# ARGV: new peer id, socket, token hash, person, info, capacity, ttl ms, hash of the offered resume token or '', key
#   lifetime, room id, for whom a new place is ('anybody' | 'alone': unless the person is here already | 'nobody').
# -> status ('joined' | 'resumed' | 'full' | 'in_use' | 'closed'), peer id, socket that was replaced or '',
#    expired [[peer, record], ...], records [peer, record, ...]
JOIN = (
    _PRELUDE
    + """
local peer, socket, token, person, info = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local capacity, ttl, offered, lifetime = tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8], ARGV[9]
allow_for_silence(ttl)
local expired = remove_expired()
redis.call('SADD', KEYS[3], ARGV[10])

if offered ~= '' then
  local all = redis.call('HGETALL', KEYS[1])
  for i = 1, #all, 2 do
    local record = cjson.decode(all[i + 1])
    if record.token == offered and record.person == person then
      local replaced = (record.suspended or record.socket == socket) and '' or record.socket
      record.socket, record.info, record.suspended = socket, info, false
      store(all[i], record, now + ttl)
      heard_from_somebody(lifetime)
      keep_keys(lifetime)
      return {'resumed', all[i], replaced, expired, redis.call('HGETALL', KEYS[1])}
    end
  end
end

-- The same command once more, whose reply was lost on the way.
if record_of(peer) then
  return {'joined', peer, '', expired, redis.call('HGETALL', KEYS[1])}
end

if ARGV[11] == 'nobody' then return {'closed', '', '', expired, {}} end
if ARGV[11] == 'alone' then
  local all = redis.call('HGETALL', KEYS[1])
  for i = 1, #all, 2 do
    local record = cjson.decode(all[i + 1])
    if record.person == person and not record.suspended then return {'in_use', '', '', expired, {}} end
  end
end

-- Somebody whose socket is gone and who joins anew has lost the token: a crash, and not a second device.
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local record = cjson.decode(all[i + 1])
  if record.person == person and record.suspended then
    expired[#expired + 1] = {all[i], all[i + 1]}
    remove(all[i])
  end
end

if redis.call('HLEN', KEYS[1]) >= capacity then
  return {'full', '', '', expired, {}}
end
store(
  peer,
  {
    socket = socket, token = token, person = person, info = info, suspended = false, since = arrived,
    colour = colour_for(person)
  },
  now + ttl
)
heard_from_somebody(lifetime)
keep_keys(lifetime)
return {'joined', peer, '', expired, redis.call('HGETALL', KEYS[1])}
"""
)

# ARGV: peer, socket. -> 1 if it is gone by this, 0 if another socket stands for the peer or it was gone before.
LEAVE = (
    _PRELUDE
    + """
local record = record_of(ARGV[1])
if record and record.socket ~= ARGV[2] then return 0 end
if not record and not was_lost(ARGV[1]) then return 0 end
remove(ARGV[1])
return 1
"""
)

# ARGV: peer. -> 1 if it was there or Redis had lost it, 0 if it was gone already. Whichever socket stands for it.
EXPEL = (
    _PRELUDE
    + """
if not record_of(ARGV[1]) and not was_lost(ARGV[1]) then return 0 end
remove(ARGV[1])
return 1
"""
)

# ARGV: peer, socket, grace period in ms, its record, settling ms, key lifetime, room id.
# -> 1 if the grace period has begun, 0 if another socket stands for the peer or it has departed.
MARK_DISCONNECTED = (
    _PRELUDE
    + """
local peer, expires_at = ARGV[1], now + tonumber(ARGV[3])
if was_lost(peer) then
  restore(peer, ARGV[4], true, expires_at, ARGV[5], ARGV[6], ARGV[7])
  return 1
end
local record = record_of(peer)
if not record or record.socket ~= ARGV[2] then return 0 end
record.suspended = true
store(peer, record, expires_at)
return 1
"""
)

# ARGV: peer, socket, ttl ms, its record, settling ms, key lifetime, room id.
# -> status ('kept' | 'replaced' | 'gone'), expired, records, 1 while others may still write their records back
REFRESH = (
    _PRELUDE
    + """
local peer, ttl = ARGV[1], tonumber(ARGV[3])
local expires_at = now + ttl
allow_for_silence(ttl)
heard_from_somebody(ARGV[6])
local status = 'kept'
if was_lost(peer) then
  restore(peer, ARGV[4], false, expires_at, ARGV[5], ARGV[6], ARGV[7])
else
  local record = record_of(peer)
  if not record then
    status = 'gone'
  elseif record.socket ~= ARGV[2] or record.suspended then
    status = 'replaced'
  else
    redis.call('ZADD', KEYS[2], expires_at, peer)
    keep_keys(ARGV[6])
  end
end
return {status, remove_expired(), redis.call('HGETALL', KEYS[1]), redis.call('EXISTS', KEYS[5])}
"""
)

# ARGV: room id, ttl ms. -> expired
REAP = (
    _PRELUDE
    + """
allow_for_silence(tonumber(ARGV[2]))
local expired = remove_expired()
if redis.call('HLEN', KEYS[1]) == 0 then redis.call('SREM', KEYS[3], ARGV[1]) end
return expired
"""
)

# ARGV: peer, socket, info. -> 1 if stored, 0 if another socket stands for the peer.
SET_INFO = (
    _PRELUDE
    + """
local record = record_of(ARGV[1])
if not record or record.socket ~= ARGV[2] then return 0 end
record.info = ARGV[3]
redis.call('HSET', KEYS[1], ARGV[1], cjson.encode(record))
return 1
"""
)
