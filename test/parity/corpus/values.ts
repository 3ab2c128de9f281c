/** Strings, lists, sets, sorted sets, hashes, keys. */
import { ALL, script, type Group } from './group.ts';

const strings = script(String.raw`
set s1 hello
get s1
get missing
set s1 other nx
set s1 other xx get
set s2 new get
getset s1 third
getdel s2
getex s1 persist
setnx s1 no
setnx s3 yes
append s1 -more
strlen s1
strlen missing
getrange s1 0 3
getrange s1 -4 -1
getrange missing 0 -1
substr s1 0 1
setrange s1 2 XX
setrange s9 3 x
get s9
incr n
incrby n 41
decr n
decrby n 50
incrbyfloat n 0.5
incrbyfloat n 2.0e2
incrbyfloat n abc
set n notanumber
incr n
set n 9223372036854775807
incr n
mset a 1 b 2 c 3
mget a b missing c
msetnx a 9 z 9
lcs a b
mset l1 ohmytext l2 mynewtext
lcs l1 l2
lcs l1 l2 len
lcs l1 l2 idx
lcs l1 l2 idx minmatchlen 4 withmatchlen
psetex s1 abc v
set s1
set s1 v bad option
get
get a b
nosuchcommand
nosuchcommand with "some args"
nosuchcommand "with \x00 binary\r\n args"
set empty ""
get empty
strlen empty
set "" emptykey
get ""
exists ""
del "" nothing
`);

const collections = script(String.raw`
rpush list a b c
lpush list z
lrange list 0 -1
lrange list 1 1
lrange list 5 9
lrange missing 0 -1
llen list
lindex list 0
lindex list 99
linsert list before b x
linsert list after nothing x
lset list 0 first
lset list 99 x
lset missing 0 x
lrem list 0 x
lpos list c
lpos list nothing
lpos list a count 0
lpushx missing v
ltrim list 0 2
lpop list
lpop list 2
lpop missing
lpop missing 2
rpush nums 1 2 3 4 5 6 7 8 9 10 11 12
lrange nums 0 -1
lrange nums 0 8
lmove nums other left right
lmpop 2 missing nums left count 2
lmpop 1 missing left
rpoplpush nums other
sadd one member
smembers one
smembers missing
sadd set1 1 2 3
sadd set2 3 4
smembers set1
sinter set1 set2
sinter set1 missing
sintercard 2 set1 set2
sdiff set1 set2
sunion set1 set2
sunionstore set3 set1 set2
sismember set1 2
smismember set1 1 9
scard set1
srem set1 1 9
spop missing
spop missing 2
srandmember missing
srandmember missing 2
srandmember one
srandmember one -3
smove set1 set2 2
sadd list x
zadd z 1 a 2.5 b 3e10 c inf top -inf bottom
zrange z 0 -1
zrange z 0 -1 withscores
zrevrange z 0 1 withscores
zrangebyscore z -inf +inf withscores limit 1 2
zrange z (1 +inf byscore
zrange missing 0 -1 withscores
zscore z a
zscore z top
zscore z missing
zmscore z a missing b
zincrby z 1.25 a
zadd z xx ch incr 1 a
zadd z nx incr 1 a
zadd z gt nx 1 a
zrank z b
zrank z missing
zcard z
zcount z 0 +inf
zadd lex 0 a 0 b 0 c
zrangebylex lex [a (c
zlexcount lex - +
zpopmin lex
zpopmin lex 2
zpopmax missing
zpopmax missing 2
zmpop 1 z min
zmpop 1 missing min
zadd z1 1 a 2 b
zadd z2 3 b 4 c
zunion 2 z1 z2 withscores
zinter 2 z1 z2 withscores aggregate max
zdiff 2 z1 z2 withscores
zintercard 2 z1 z2
zunionstore z3 2 z1 z2 weights 2 3
zrandmember missing
zrandmember missing 2
zrandmember missing 2 withscores
zadd single 1.5 m
zrandmember single
zrandmember single 2 withscores
zrandmember single -2 withscores
zadd z notafloat x
zrem z a b
hset h f1 v1 f2 v2
hget h f1
hget h missing
hgetall h
hgetall missing
hkeys h
hvals h
hkeys missing
hmget h f1 missing f2
hexists h f1
hlen h
hstrlen h f1
hincrby h n 5
hincrbyfloat h n 1.5
hincrby h f1 1
hsetnx h f1 x
hset single1 f v
hrandfield single1
hrandfield single1 1
hrandfield single1 1 withvalues
hrandfield missing
hrandfield missing 1 withvalues
hset big f1 1 f2 2 f3 3 f4 4 f5 5 f6 6 f7 7 f8 8 f9 9 f10 10 f11 11
hgetall big
hdel h f1 f2
hset h odd
get h
`);

/** Each of those that find nothing takes a tenth of a second. */
const blocking = script(String.raw`
rpush other a b
zadd z 1.5 m
blpop other 0.01
blpop missing other 0.01
bzpopmin z 0.01
brpop missing 0.01
blmpop 0.01 1 missing left
blmove missing other left left 0.01
bzpopmin missing 0.01
xread block 10 streams missing $
wait 1 10
`);

const keys = script(String.raw`
set k1 v
exists k1 k1 missing
type k1
type missing
rename k1 k2
rename missing x
renamenx k2 k2
copy k2 k3
copy k2 k3 replace
touch k2 missing
ttl k2
ttl missing
pttl k2
expiretime k2
persist k2
expire missing 10
expire k2 abc
expireat k2 99999999999
pexpiretime k2
persist k2
keys *
keys k2
keys nothing*
dbsize
del k2 k3
randomkey
unlink missing
set only v
randomkey
scan 0
scan 0 match o* count 100
scan 0 type hash
scan abc
sadd ss member
sscan ss 0
hset hh f v
hscan hh 0
zadd zz 1.5 m
zscan zz 0
sscan missing 0
rpush numbers 3 1 2
sort numbers
sort numbers desc limit 0 2
sort numbers by nosort get #
sort numbers get w_*
set w_1 one
sort numbers get w_* get #
sort_ro numbers alpha
sort numbers store sorted
sort words alpha
sort ss
object encoding numbers
object encoding only
object encoding missing
object refcount only
object idletime missing
object freq only
object help
dump missing
restore new 0 garbage
dump only
wait 0 0
move only 1
select 1
get only
swapdb 0 1
select 0
get only
flushdb
dbsize
`);

export const valueGroups: Group[] = [
  { name: 'strings', server: 'standalone', forms: [...ALL, 'tty'], lines: strings },
  { name: 'collections', server: 'standalone', forms: ALL, lines: collections },
  { name: 'blocking', server: 'standalone', forms: ['no-raw', 'raw -3'], lines: blocking },
  { name: 'keys', server: 'standalone', forms: ALL, lines: keys },
];
