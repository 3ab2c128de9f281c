/** A cluster with -c and without, and a server with a password. Slots: a 15495, k1 12706, k2 449, b 3300, foo 12182. */
import { ALL, RESP2, script, type Group } from './group.ts';

const everywhere = String.raw`
cluster keyslot foo
cluster keyslot {foo}bar
cluster keyslot ""
cluster keyslot {}a
cluster keyslot
cluster info x
cluster countkeysinslot abc
cluster countkeysinslot 99999
cluster getkeysinslot 99999 1
cluster getkeysinslot 0 -1
cluster nosuch
cluster help
cluster setslot 1 nothing
cluster addslots abc
cluster delslots 99999
cluster reset maybe
cluster failover now
cluster replicate nobody
cluster forget nobody
cluster meet x
cluster links x
cluster myid x
readonly
readwrite
select 1
select 0
select x
swapdb 0 1
move k2 1
copy k2 b db 1
mset k1 1 k2 2
mget k1 k2
del k1 k2
sunion k1 k2
rename k1 k2
sort k2 by w_* get x_*
eval "return 1" 0
eval "return 1" 2 k1 k2
eval "return redis.call('get','a')" 1 k2
dbsize
keys *
scan 0
ping
echo hi
command getkeys mget k1 k2
publish ch hi
pubsub shardnumsub
config get cluster-enabled
role x
nosuch k1
get
set k1
`;

const redirected = script(String.raw`
${everywhere.trim()}
set k2 v2
get k2
set k1 v1
get k1
get k2
ping
set a 1
incr a
get foo
append foo bar
strlen foo
lpush {a}list x y
lrange {a}list 0 -1
hset {b}h f v
hgetall {b}h
sadd {k1}s m
smembers {k1}s
mget a {a}x
mset {a}x 1 {a}y 2
mget {a}x {a}y
exists a k1
del a {a}x
zadd {foo}z 1 m
zrange {foo}z 0 -1 withscores
2 get k1
2 get k2
3 incr n
type k1
object encoding k2
dump missing
eval "return KEYS" 1 k1
eval "return {1,KEYS[1],{err='MOVED 1 nowhere:1'}}" 1 k2
xadd {k1}st 1-1 f v
xrange {k1}st - +
xread streams {k1}st 0
geoadd {k2}g 1 2 m
geopos {k2}g m
pfadd {a}hll x
pfcount {a}hll
setbit {b}bits 3 1
bitcount {b}bits
watch k1
  multi
  incr {k1}n
  get {k1}n
  exec
get k2
multi
  exec
multi
  discard
set b 1
multi
  get b
  set {b}c 2
  exec
ping
`);

const plain = script(String.raw`
${everywhere.trim()}
set k2 v2
get k2
set k1 v1
get k1
get a
get foo
2 get k1
3 incr k2x
mget k1 {k1}x
mget k2 {k2}x
multi
  get k2
  exec
multi
  get k1
  exec
multi
  get k2
  get k1
  exec
cluster countkeysinslot 449
cluster getkeysinslot 449 10
cluster countkeysinslot 12706
watch k1
watch k2
unwatch
`);

const unknown = script(String.raw`
get a
ping
set k "v w"
auth
auth wrong
auth default wrong
auth nobody wrong
multi
exec
hello 3 auth default wrong
client setname x
eval "return 1" 0
nosuch
info nosuch
auth "pass word"
set k "v w"
get k
acl whoami
reset
get k
hello 2 auth default "pass word"
get k
auth default "pass word" more
help get
`);

const known = script(String.raw`
get a
set k v
get k
acl whoami
multi
  get k
  exec
reset
get k
auth wrong
get k
`);

export const clusterGroups: Group[] = [
  { name: 'cluster with -c', server: 'cluster', args: ['-c'], forms: [...ALL, 'tty'], lines: redirected },
  { name: 'cluster without -c', server: 'cluster', forms: ALL, lines: plain },
  { name: 'password not given', server: 'password', forms: RESP2, lines: unknown, numbers: true },
  {
    name: 'password by -a',
    server: 'password',
    args: ['-a', 'pass word'],
    forms: [...RESP2, 'json', 'raw -3'],
    lines: known,
  },
  {
    name: 'password by -a, quietly',
    server: 'password',
    args: ['--no-auth-warning', '--user', 'default', '--pass', 'pass word'],
    forms: ['raw', 'no-raw'],
    lines: known,
  },
  {
    name: 'wrong password',
    server: 'password',
    args: ['-a', 'wrong'],
    forms: ['raw', 'no-raw', 'json'],
    lines: script('ping\nget a'),
  },
];
