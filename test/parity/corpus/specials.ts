/** Streams, geo, bitmaps, HyperLogLog, scripts, functions, what a server says about itself. */
import { ALL, RESP2, script, type Group } from './group.ts';

const types = script(String.raw`
xadd x 1-1 field value
xadd x 2-1 a 1 b 2
xadd x 2-1 again 1
xadd x 2-* auto 1
xlen x
xrange x - +
xrange x - + count 1
xrevrange x + -
xrange missing - +
xread count 2 streams x 0
xread streams missing 0
xread count 1 streams x missing 1-1 0
xgroup create x group1 0
xgroup create x group1 0
xgroup create missing g 0
xgroup create new g $ mkstream
xreadgroup group group1 c1 count 1 streams x >
xreadgroup group group1 c1 streams x 0
xreadgroup group nogroup c1 streams x >
xpending x group1
xack x group1 1-1
xack x group1 1-1
xpending x group1
xautoclaim x group1 c2 0 0 justid
xclaim x group1 c2 0 1-1 force justid
xinfo stream x
xinfo groups x
xinfo groups new
xinfo groups missing
xinfo stream new full
xgroup createconsumer x group1 c3
xgroup delconsumer x group1 c3
xdel x 2-1
xtrim x maxlen 1
xsetid x 9-9
xadd x abc f v
xinfo help
geoadd g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania
geodist g Palermo Catania
geodist g Palermo Catania km
geodist g Palermo Nowhere
geopos g Palermo Nowhere Catania
geohash g Palermo Nowhere
geosearch g fromlonlat 15 37 byradius 200 km asc
geosearch g fromlonlat 15 37 byradius 200 km asc withcoord withdist withhash
geosearch g frommember Palermo bybox 10 10 m
geoadd g 200 100 Out
setbit bits 7 1
getbit bits 7
getbit bits 99
bitcount bits
bitpos bits 1
bitop not dest bits
get dest
bitfield bits get u8 0 set u8 0 255 incrby u8 0 10 overflow fail incrby u8 0 250
bitfield_ro bits get i8 0
setbit bits -1 1
pfadd hll a b c
pfadd hll a
pfcount hll
pfmerge merged hll
pfcount missing
set str v
pfadd str a
`);

const scripts = script(String.raw`
eval "return 1" 0
eval "return 'text'" 0
eval "return nil" 0
eval "return true" 0
eval "return false" 0
eval "return 3.99" 0
eval "return {}" 0
eval "return {1,2,{3,'four',{5}},'six'}" 0
eval "return {{{}},{{1}}}" 0
eval "return {{1,2},{3,4}}" 0
eval "return {1,nil,3}" 0
eval "return {false,true}" 0
eval "return redis.status_reply('FINE')" 0
eval "return redis.error_reply('MY error')" 0
eval "return {ok='status'}" 0
eval "return {err='ERR custom'}" 0
eval "return {1,{err='ERR inside'},{ok='fine'},{{err='ERR deep'}}}" 0
eval "return {{err='ERR only'}}" 0
eval "return {KEYS[1],ARGV[1],ARGV[2]}" 1 key arg1 "arg 2"
eval "return redis.call('set','a','1')" 0
eval "return redis.call('get','missing')" 0
eval "return redis.call('incr','str')" 0
eval "return redis.pcall('nosuch')" 0
eval "return redis.call('nosuch')" 0
eval "syntax error here" 0
eval "return nothere.x" 0
eval "return 1"
eval "return 1" 2 a
eval "redis.setresp(3); return {double=3.25}" 0
eval "redis.setresp(3); return {double=1e300}" 0
eval "redis.setresp(3); return {double=-0.1}" 0
eval "redis.setresp(3); return {double=17179869184}" 0
eval "redis.setresp(3); return true" 0
eval "redis.setresp(3); return false" 0
eval "redis.setresp(3); return nil" 0
eval "redis.setresp(3); return {map={a=1}}" 0
eval "redis.setresp(3); return {map={a={map={b={1,2}}}}}" 0
eval "redis.setresp(3); return {map={a={1}}}" 0
eval "redis.setresp(3); return {map={a={{1,2}}}}" 0
eval "redis.setresp(3); return {map={a={map={b={map={c='d'}}}}}}" 0
eval "redis.setresp(3); return {map={}}" 0
eval "redis.setresp(3); return {map={[1]='int key'}}" 0
eval "redis.setresp(3); return {map={[true]='bool key'}}" 0
eval "redis.setresp(3); return {map={a={}}}" 0
eval "redis.setresp(3); return {set={}}" 0
eval "redis.setresp(3); return {set={a=true}}" 0
eval "redis.setresp(3); return {{set={a=true}},{map={x={set={y=true}}}}}" 0
eval "redis.setresp(3); return {verbatim_string={format='txt',string='plain text'}}" 0
eval "redis.setresp(3); return {verbatim_string={format='mkd',string='# two\nlines'}}" 0
eval "redis.setresp(3); return {1,{verbatim_string={format='txt',string='in a list'}},2}" 0
eval "redis.setresp(3); return redis.call('hgetall','missing')" 0
eval "redis.setresp(3); redis.call('hset','hh','f','v'); return redis.call('hgetall','hh')" 0
eval "redis.setresp(3); redis.call('zadd','zz',1.5,'m'); return redis.call('zscore','zz','m')" 0
eval "redis.setresp(3); redis.call('sadd','ss','m'); return redis.call('smembers','ss')" 0
eval "local t={}; for i=1,11 do t[i]={i,{i}} end; return t" 0
eval "local t={}; for i=1,101 do t[i]=i end; return t" 0
eval "return {'','',{''}}" 0
eval "return 'line1\nline2\n'" 0
eval "return {'a\nb','c\td'}" 0
eval "return '\0\1\127\200\255'" 0
eval "return string.rep('x', 5000)" 0
eval_ro "return redis.call('set','a','1')" 0
script load "return 42"
evalsha 1fa00e76656cc152ad327c13fe365858fd7be306 0
evalsha ffffffffffffffffffffffffffffffffffffffff 0
script exists 1fa00e76656cc152ad327c13fe365858fd7be306 ffffffffffffffffffffffffffffffffffffffff
script kill
script flush
script help
function load "#!lua name=lib1\nredis.register_function('f1', function(keys,args) return {keys[1],args[1]} end)"
function load "#!lua name=lib1\nredis.register_function('f1', function(keys,args) return 1 end)"
function load "no shebang"
fcall f1 1 key arg
fcall nothere 0
fcall_ro f1 0
function list
function list libraryname none
function list withcode
function stats
function delete lib1
function delete lib1
function kill
function flush
`);

const resp2Scripts = script(String.raw`
eval "redis.setresp(3); return {big_number='123456789012345678901234567890'}" 0
eval "redis.setresp(3); return {double=1/0}" 0
eval "redis.setresp(3); return {double=-1/0}" 0
eval "redis.setresp(3); return {double=0/0}" 0
debug protocol bignum
debug protocol attrib
debug protocol push
`);

const debugging = script(String.raw`
debug protocol string
debug protocol integer
debug protocol double
debug protocol null
debug protocol array
debug protocol set
debug protocol map
debug protocol verbatim
debug protocol true
debug protocol false
debug protocol nosuch
debug sleep 0
debug set-active-expire 1
debug jmap
debug help
debug object missing
debug digest
debug digest-value missing
`);

const about = script(String.raw`
ping
ping "hello world"
ping a b
PING
pInG
echo hello
echo "two\nlines"
command count
command getkeys set a b
command getkeys mset a 1 b 2
command getkeys eval "return 1" 2 k1 k2
command getkeys ping
command getkeys
command getkeysandflags set a b
command info get
command info get nosuch set
command info nosuch
command docs get
command docs nosuch
command docs set
command docs "config|get"
command list filterby pattern xr*
command list filterby module none
command list filterby aclcat nosuch
command help
config get maxmemory
config get max*-entries
config get nosuch
config get save appendonly
config set nosuch 1
config set maxmemory-policy nosuch
config help
acl whoami
acl cat scripting
acl cat nosuch
acl list
acl users
acl getuser default
acl getuser nobody
acl dryrun default get a
acl dryrun nobody get a
acl setuser tester on >pw ~k* +get
acl getuser tester
acl list
acl dryrun tester set a b
acl deluser tester
acl log
acl help
client getname
client setname probe
client getname
client setname "with blank"
client setname ""
client getname
client no-evict off
client reply on
client caching yes
client trackinginfo
client getredir
client kill id 999999
client unblock 999999
client nosuch
client help
latency latest
latency history none
latency reset
latency doctor
latency graph command
memory doctor
memory usage missing
memory help
slowlog reset
slowlog len
slowlog get
slowlog help
module list
pubsub channels
pubsub numsub a b
pubsub numpat
pubsub shardchannels
publish nowhere hi
spublish nowhere hi
role
replicaof no one
lolwut version 5 1 1 1
debug
cluster info
cluster nodes
cluster keyslot a
readonly
readwrite
asking
auth wrong
auth default wrong
select abc
select 99
select -1
lastsave x
bgrewriteaof x
failover abort
save x
time x
object
xinfo
config
`);

const fleeting = script(String.raw`
info server
info clients
info memory
info persistence
info stats
info cpu
info keyspace
info nosuch
info replication
client info
client id
memory stats
time
lastsave
debug object str
object idletime str
function stats
config get port
client list id 0
dbsize
`);

const hello = script(String.raw`
hello
hello 3
hgetall missing
eval "return nil" 0
eval "redis.setresp(3); return {map={a=1}}" 0
hello 2
hgetall missing
hello 4
hello abc
hello 3 auth default wrong
hello 3 setname mine
client getname
debug protocol map
reset
client getname
debug protocol map
hello 2
`);

export const specialGroups: Group[] = [
  { name: 'streams, geo, bits', server: 'standalone', forms: ALL, lines: types, numbers: true },
  { name: 'scripts', server: 'standalone', forms: [...ALL, 'tty'], lines: scripts },
  { name: 'scripts in RESP2', server: 'standalone', forms: RESP2, lines: resp2Scripts },
  { name: 'DEBUG PROTOCOL', server: 'standalone', forms: ALL, lines: debugging },
  { name: 'about the server', server: 'standalone', forms: ALL, lines: about },
  { name: 'fleeting numbers', server: 'standalone', forms: ALL, lines: fleeting, numbers: true },
  { name: 'HELLO', server: 'standalone', forms: ALL, lines: hello, numbers: true },
];
