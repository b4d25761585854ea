-- Append facts if the log's last entry is the one they were decided on; else return the missed entries.
--
-- KEYS[1]  the log, a stream; entry id "<sequence>-0", fields f (the fact) and h (its link)
-- ARGV     1 tip id, 2 tip link, 3 caller's id, 4 ms to reserve the next append for if behind (0: do not),
--          5 maximum missed entries to return, 6 last sequence known to the caller, then f, h, f, h, ...
--
-- The turn, a key beside the log, names the process that may append next because it lost too often; it expires. It is not
-- in KEYS because a command with keys on both servers is refused (TRYAGAIN) while a cluster moves the slot. A turn that
-- cannot be read or set during that time is ignored.
--
-- The script has no queue rules. All checks come before the first write, because Lua has no rollback. Whether entries are
-- missing is asked only after Redis refused the first write: XINFO copies the log's first entry, which holds the house.

-- The link that the next entry builds on. Of an entry added by hand, names may occur twice; as in a dictionary, the last
-- one counts (``redis_log.entry_of``).
local function link(fields)
  local data, stored
  for i = 1, #fields, 2 do
    if fields[i] == fields[1] then data = fields[i + 1] end
    if fields[i] == 'h' then stored = fields[i + 1] end
  end
  if stored and stored ~= '' then return stored end
  return redis.sha1hex(data)
end

-- The last sequence that the log ever had, even if its entry was removed since; Redis accepts only ids above it.
local function generated()
  local info = redis.pcall('XINFO', 'STREAM', KEYS[1])
  if info.err and string.find(info.err, 'no such key', 1, true) then return 0 end
  if info.err then error(info.err) end
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then return tonumber(string.match(info[i + 1], '^%d+')) end
  end
end

local turn_key = KEYS[1] .. ':turn'
local time = redis.call('TIME')
local now = time[1] .. string.format('%03d', math.floor(time[2] / 1000))
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local tip_id, tip_link = '0-0', ''
if last then tip_id, tip_link = last[1], link(last[2]) end

if tip_id ~= ARGV[1] or tip_link ~= ARGV[2] then
  if ARGV[1] ~= '0-0' then
    local mine = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])[1]
    if not mine or link(mine[2]) ~= ARGV[2] then return {'past', now} end
  end
  local missed = redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[5])
  if ARGV[4] ~= '0' then redis.pcall('SET', turn_key, ARGV[3], 'PX', ARGV[4], 'NX') end
  return {'behind', now, missed}
end

local turn = redis.pcall('GET', turn_key)
if type(turn) == 'table' then
  if not string.find(turn.err, 'non local key', 1, true) then error(turn.err) end
  turn = false
end
if turn and turn ~= ARGV[3] then return {'turn', now, redis.call('PTTL', turn_key)} end

local sequence = math.max(tonumber(string.match(tip_id, '^%d+')), tonumber(ARGV[6]))
for i = 7, #ARGV, 2 do
  sequence = sequence + 1
  local id = redis.pcall('XADD', KEYS[1], string.format('%.0f-0', sequence), 'f', ARGV[i], 'h', ARGV[i + 1])
  if type(id) == 'table' then
    local last_sequence = i == 7 and generated() or 0
    if last_sequence >= sequence then return {'missing', now, string.format('%.0f', last_sequence)} end
    return id
  end
end
if turn then redis.call('DEL', turn_key) end
return {'appended', now}
