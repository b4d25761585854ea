-- Remove a day's log from Redis if its last entry is the last one of its archive; return whether it is gone.
--
-- KEYS[1]  the log, a stream (append.lua)   KEYS[2]  its turn
-- ARGV     1 id and 2 link of the archive's last entry
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if not last then return 1 end

local data, stored  -- as in append.lua
for i = 1, #last[2], 2 do
  if last[2][i] == last[2][1] then data = last[2][i + 1] end
  if last[2][i] == 'h' then stored = last[2][i + 1] end
end
local link = (stored and stored ~= '') and stored or redis.sha1hex(data)
if last[1] ~= ARGV[1] or link ~= ARGV[2] then return 0 end

redis.call('UNLINK', KEYS[1], KEYS[2])
return 1
