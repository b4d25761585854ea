-- Remove a day's log from Redis if its last entry is the last one of its archive; return whether it is gone.
--
-- KEYS[1]  the log, a stream (append.lua)   KEYS[2]  its turn
-- ARGV     1 id and 2 link of the archive's last entry
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if not last then return 1 end

local link = redis.sha1hex(last[2][2])
for i = 1, #last[2], 2 do
  if last[2][i] == 'h' then link = last[2][i + 1] end
end
if last[1] ~= ARGV[1] or link ~= ARGV[2] then return 0 end

redis.call('UNLINK', KEYS[1], KEYS[2])
return 1
