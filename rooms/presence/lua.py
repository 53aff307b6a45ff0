"""The Lua scripts of `rooms.presence.store`. Each is one atomic step in Redis.

KEYS[1] is the room's hash of records (peer id -> JSON), KEYS[2] its sorted set of expiries (peer id -> ms), KEYS[3] the
set of all rooms in which somebody may be present. Records hold `socket`, `token` (hash of the resume token), `person`,
`info` (JSON text, passed through untouched), `suspended`, `since`.
"""

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

local function keep_keys(lifetime)
  redis.call('PEXPIRE', KEYS[1], lifetime)
  redis.call('PEXPIRE', KEYS[2], lifetime)
end
"""

# ARGV: new peer id, socket, token hash, person, info, capacity, ttl ms, hash of the offered resume token or '', key
#   lifetime, room id.
# -> status ('joined' | 'resumed' | 'full'), peer id, socket that was replaced or '', expired [[peer, record], ...],
#    records [peer, record, ...]
JOIN = (
    _PRELUDE
    + """
local peer, socket, token, person, info = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local capacity, ttl, offered, lifetime = tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8], ARGV[9]
local expired = remove_expired()
redis.call('SADD', KEYS[3], ARGV[10])

if offered ~= '' then
  local all = redis.call('HGETALL', KEYS[1])
  for i = 1, #all, 2 do
    local record = cjson.decode(all[i + 1])
    if record.token == offered and record.person == person then
      local replaced = record.suspended and '' or record.socket
      record.socket, record.info, record.suspended = socket, info, false
      store(all[i], record, now + ttl)
      keep_keys(lifetime)
      return {'resumed', all[i], replaced, expired, redis.call('HGETALL', KEYS[1])}
    end
  end
end

if redis.call('HLEN', KEYS[1]) >= capacity then
  return {'full', '', '', expired, {}}
end
store(
  peer,
  {socket = socket, token = token, person = person, info = info, suspended = false, since = arrived},
  now + ttl
)
keep_keys(lifetime)
return {'joined', peer, '', expired, redis.call('HGETALL', KEYS[1])}
"""
)

# ARGV: peer, socket. -> the removed record, or nothing if another socket stands for the peer.
LEAVE = (
    _PRELUDE
    + """
local record = record_of(ARGV[1])
if not record or record.socket ~= ARGV[2] then return false end
local text = redis.call('HGET', KEYS[1], ARGV[1])
remove(ARGV[1])
return text
"""
)

# ARGV: peer, socket, grace period in ms. -> 1 if it has begun, 0 if another socket stands for the peer.
MARK_DISCONNECTED = (
    _PRELUDE
    + """
local record = record_of(ARGV[1])
if not record or record.socket ~= ARGV[2] then return 0 end
record.suspended = true
store(ARGV[1], record, now + tonumber(ARGV[3]))
return 1
"""
)

# ARGV: peer, socket, ttl ms, key lifetime. -> status ('kept' | 'replaced' | 'gone'), expired, records
REFRESH = (
    _PRELUDE
    + """
local record = record_of(ARGV[1])
local status = 'gone'
if record then
  if record.socket == ARGV[2] then
    status = 'kept'
    redis.call('ZADD', KEYS[2], now + tonumber(ARGV[3]), ARGV[1])
    keep_keys(ARGV[4])
  else
    status = 'replaced'
  end
end
return {status, remove_expired(), redis.call('HGETALL', KEYS[1])}
"""
)

# ARGV: room id. -> expired
REAP = (
    _PRELUDE
    + """
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
