/**
 * A scripted codis-proxy, made from the answers of a real one. Strings, sets and the slots' commands have a state; the
 * rest is answered with the recorded bytes. It refuses and misreads what the real one refuses and misreads.
 *
 *     const proxy = new CodisProxy();
 *     await proxy.listen();                      // proxy.address, proxy.received
 *     … proxy.backends.slots[300]!.primary = '' … proxy.backends.dead.add(SECOND_GROUP) … proxy.online = false …
 *     await proxy.close();
 */
import { codisSlot, CODIS_SLOTS } from '../../shared/slots/codis-slots.ts';
import { CodisBackends, FIRST_GROUP, type CodisSlotState } from './codis-backends.ts';
import { CODIS_ANSWERS, codisSample } from './codis-samples.ts';
import { ScriptedNode } from './scripted-node.ts';

export interface CodisProxyOptions {
  /** product_auth. */
  password?: string;
  /** The address it listens on; 127.0.0.1 by default. */
  host?: string;
  /** Shared with another proxy of the same product. */
  backends?: CodisBackends;
}

const OFFLINE = codisSample('offline-slot-get');
const BACKEND_GONE = codisSample('backenddown-get-user');

const line = (text: string) => `${text}\r\n`;
const bulk = (text: string | null) =>
  text === null ? line('$-1') : `$${Buffer.byteLength(text, 'latin1')}\r\n${text}\r\n`;
const array = (items: readonly string[]) => `*${items.length}\r\n${items.join('')}`;
const wrong = (name: string) => line(`-ERR wrong number of arguments for '${name}' command`);

export class CodisProxy {
  readonly backends: CodisBackends;
  /** False: it writes its error line to each new connection and closes it, before it is asked anything. */
  online = true;
  private readonly password: string | null;
  private readonly authorized = new WeakSet<object>();
  private readonly databases = new WeakMap<object, number>();
  /** Connections that wait for a silent backend. */
  private readonly stuck = new WeakSet<object>();
  private readonly node: ScriptedNode;

  constructor({ password, host, backends = new CodisBackends() }: CodisProxyOptions = {}) {
    this.backends = backends;
    this.password = password ?? null;
    const script = (words: string[], socket: object) => this.answer(words, socket);
    this.node = new ScriptedNode(script, {
      handshake: script,
      ...(host !== undefined && { host }),
      greet: (socket) => void (this.online || socket.end(codisSample('notonline-ping'))),
    });
  }

  get address(): string {
    return `127.0.0.1:${this.node.port}`;
  }

  get port(): number {
    return this.node.port;
  }

  /** Everything that was sent to it, in order, the handshakes of connections first. */
  get received(): string[][] {
    return [...this.node.handshakes, ...this.node.received];
  }

  get connections(): number {
    return this.node.connections;
  }

  listen(port?: number): Promise<number> {
    return this.node.listen(port);
  }

  until(condition: () => boolean): Promise<void> {
    return this.node.until(condition);
  }

  cut(): void {
    this.node.cut();
  }

  close(): Promise<void> {
    return this.node.close();
  }

  /** The words that it answered with an error of its own: refused, not known, or taken for a backend's address. */
  get refused(): string[] {
    return this.received
      .filter((words) => words[0]!.toUpperCase() !== 'AUTH' && /^-/.test(this.peek(words)))
      .map((words) => words.join(' '));
  }

  private peek(words: string[]): string {
    return this.refusalOf(words)?.toString() ?? '';
  }

  private answer(words: string[], socket: object): string | Buffer | null {
    const name = words[0]!.toUpperCase();
    if (!this.online || this.stuck.has(socket)) return null;
    if (this.isHeldUp(words)) {
      this.stuck.add(socket);
      return null;
    }
    const refusal = /^-ERR handle request, command/.test(this.peek(words)) ? this.refusalOf(words) : null;
    if (refusal) return refusal;
    if (name === 'QUIT') {
      (socket as { end(bytes: Buffer): void }).end(codisSample('quit'));
      return null;
    }
    if (name === 'AUTH') return this.login(words, socket);
    if (this.password !== null && !this.authorized.has(socket)) return codisSample('noauth-ping');
    if (name === 'SELECT' && /^\d+$/.test(words[1] ?? '')) this.databases.set(socket, Number(words[1]));
    return this.refusalOf(words) ?? this.run(name, words, this.databases.get(socket) ?? 0);
  }

  /** PING without an address goes to a backend at random: here to the worst one. */
  private isHeldUp([name = '', first]: string[]): boolean {
    const { silent } = this.backends;
    if (silent.size === 0) return false;
    const command = name.toUpperCase();
    if (command === 'SLOTSSCAN') return silent.has(this.backends.slots[Number(first)]?.primary ?? '');
    if (/^(PING|INFO|SLOTSINFO)$/.test(command)) return first === undefined || silent.has(first);
    return KEYED.has(command) && silent.has(this.backends.of(first ?? '').primary);
  }

  private login(words: string[], socket: object): Buffer {
    if (words.length !== 2) return codisSample('auth-user');
    if (this.password === null) return codisSample('auth');
    if (words[1] !== this.password) return codisSample('auth-wrong');
    this.authorized.add(socket);
    return codisSample('auth-right');
  }

  /** Its own refusals; null for a command that it answers, or passes to a backend that knows it. */
  private refusalOf(words: string[]): Buffer | null {
    const name = words[0]!.toUpperCase();
    const recorded = CODIS_ANSWERS.get([name, ...words.slice(1)].join(' '));
    if (NOT_ALLOWED.has(name))
      return Buffer.from(`-ERR handle request, command '${name}' is not allowed\r\n`);
    if ((name === 'INFO' || name === 'PING' || name === 'SLOTSINFO') && words.length > 1)
      return this.isBackend(words[1]!)
        ? null
        : Buffer.from(`-ERR backend server '${words[1]}' not found\r\n`);
    if (name === 'AUTH' || name === 'QUIT' || name === 'SLOTSMAPPING') return null;
    if (!KNOWN.has(name)) return Buffer.from(`-ERR unknown command '${words[0]}'\r\n`);
    return recorded?.[0] === 0x2d && !STATEFUL.has(name) ? recorded : null;
  }

  private isBackend(address: string): boolean {
    return (
      this.backends.keys.has(address) ||
      this.backends.slots.some(({ replicas }) => replicas?.flat().includes(address))
    );
  }

  private run(name: string, words: string[], database: number): string | Buffer {
    const { backends } = this;
    switch (name) {
      case 'SLOTSMAPPING':
        return this.mapping(words);
      case 'SLOTSINFO':
        if (words.length !== 2) return codisSample('slotsinfo');
        if (backends.dead.has(words[1]!)) return BACKEND_GONE;
        return array(
          backends
            .counts(words[1]!, database)
            .map(([slot, keys]) => array([line(`:${slot}`), line(`:${keys}`)])),
        );
      case 'SLOTSSCAN':
        return this.slotsScan(words);
      case 'SLOTSHASHKEY':
        return array(words.slice(1).map((key) => line(`:${codisSlot(Buffer.from(key, 'latin1'))}`)));
      case 'INFO':
        return this.info(words);
      case 'PING':
        if (backends.dead.has(words[1] ?? '')) return BACKEND_GONE;
        return this.anySlot(words) ?? codisSample('ping');
      case 'ECHO':
        return Buffer.from(bulk(words[1] ?? ''), 'latin1');
      case 'MGET':
        return this.divided(
          words.slice(1).map((key) => [key]),
          (values) => array(values),
        );
      case 'MSET':
        if (words.length < 3 || words.length % 2 === 0) return wrong('MSET');
        return this.divided(pairs(words.slice(1)), () => line('+OK'), 'SET');
      case 'DEL':
      case 'EXISTS':
        return this.divided(
          words.slice(1).map((key) => [key]),
          (counts) => line(`:${counts.reduce((sum, count) => sum + Number(count.slice(1)), 0)}`),
          name,
        );
    }
    const recorded = CODIS_ANSWERS.get(words.join(' '));
    const key = words[/^(EVAL|EVALSHA|ZUNIONSTORE|ZINTERSTORE)$/.test(name) ? 3 : 1] ?? '';
    if (!KEYED.has(name)) return recorded ?? codisSample('select-1');
    const slot = backends.of(key);
    return this.trouble(slot) ?? this.keyed(name, words, slot);
  }

  private trouble(slot: CodisSlotState): Buffer | null {
    if (slot.primary === '') return OFFLINE;
    return this.backends.dead.has(slot.primary) ? BACKEND_GONE : null;
  }

  /** One command a key, as the proxy divides it; those before an offline slot have run. */
  private divided(parts: string[][], join: (answers: string[]) => string, name = 'GET'): string | Buffer {
    const answers: string[] = [];
    let gone: Buffer | null = null;
    for (const part of parts) {
      const slot = this.backends.of(part[0]!);
      const trouble = this.trouble(slot);
      if (trouble === OFFLINE) return OFFLINE;
      if (trouble) gone = trouble;
      else answers.push(this.keyed(name, [name, ...part], slot).toString());
    }
    return gone ?? join(answers);
  }

  private keyed(name: string, words: string[], slot: CodisSlotState): string {
    const data = this.backends.data(slot);
    const [, key = '', ...rest] = words;
    const value = data.get(key);
    const setOf = (name: string) => {
      const set = data.get(name);
      return set instanceof Set ? set : new Set<string>();
    };
    switch (name) {
      case 'GET':
        return value === undefined || value instanceof Set ? bulk(null) : bulk(value);
      case 'SET':
        data.set(key, rest[0] ?? '');
        return line('+OK');
      case 'DEL':
        return line(`:${Number(data.delete(key))}`);
      case 'EXISTS':
        return line(`:${Number(data.has(key))}`);
      case 'TYPE':
        return line(value === undefined ? '+none' : value instanceof Set ? '+set' : '+string');
      case 'TTL':
      case 'PTTL':
        return line(value === undefined ? ':-2' : ':-1');
      case 'SADD':
        data.set(key, new Set([...setOf(key), ...rest]));
        return line(`:${rest.length}`);
      case 'SMEMBERS':
        return array([...setOf(key)].map(bulk));
      case 'SUNION':
        return array([...new Set([key, ...rest].flatMap((one) => [...setOf(one)]))].map(bulk));
      default:
        return CODIS_ANSWERS.get(words.join(' '))?.toString('latin1') ?? line('+OK');
    }
  }

  private mapping(words: string[]): string | Buffer {
    if (words.length > 2) return codisSample('slotsmapping-two');
    if (words.length === 1) return array(this.backends.slots.map((_, slot) => this.slotLine(slot)));
    const slot = Number(words[1]);
    if (slot < CODIS_SLOTS) return this.slotLine(slot);
    return line(`-ERR parse slotnum '${words[1]}' failed, out of range`);
  }

  private slotLine(slot: number): string {
    const { primary, from, replicas } = this.backends.slots[slot]!;
    const lists = replicas?.map((addresses) => array(addresses.map((address) => line(`+${address}`))));
    return array([
      line(`+${slot}`),
      line(`+${primary}`),
      line(`+${from}`),
      lists ? array(lists) : line('*-1'),
    ]);
  }

  private slotsScan(words: string[]): string | Buffer {
    if (words.length < 3) return wrong('SLOTSSCAN');
    const slot = Number(words[1]);
    const state = this.backends.slots[slot];
    if (!state) return line(`-ERR parse slotnum '${words[1]}' failed, out of range`);
    const trouble = this.trouble(state);
    if (trouble) return trouble;
    if (this.backends.isEndless) return array([bulk('7'), array([])]);
    const keys = this.backends.inSlot(state.primary, slot);
    const count = words[3]?.toUpperCase() === 'COUNT' ? Number(words[4]) : 10;
    const [from, to] = [Number(words[2]), Number(words[2]) + count];
    const next = to < keys.length ? String(to) : '0';
    return array([bulk(next), array(keys.slice(from, to).map(bulk))]);
  }

  /** Without an address it goes to a slot at random: here to the worst one. */
  private anySlot(words: string[]): Buffer | null {
    if (words.length > 1) return null;
    return this.backends.slots.some(({ primary }) => primary === '') ? OFFLINE : null;
  }

  private info(words: string[]): string | Buffer {
    const [, backend = FIRST_GROUP, section] = words;
    const trouble = this.anySlot(words) ?? (this.backends.dead.has(backend) ? BACKEND_GONE : null);
    if (trouble) return trouble;
    if (section !== undefined) return codisSample('info-backend-replication');
    const count = this.backends.keys.get(backend)?.size ?? 0;
    const other = this.backends.others.get(backend);
    if (backend === FIRST_GROUP && count === 1 && !other)
      return codisSample(words.length === 1 ? 'info' : 'info-backend');
    const replica = !this.backends.keys.has(backend);
    const text = codisSample(replica ? 'replicas-info' : 'info-backend').toString('latin1');
    const body = text.slice(text.indexOf('\n') + 1, -2);
    const more = other ? `db${other.database}:keys=${other.keys.length},expires=0,avg_ttl=0\r\n` : '';
    return bulk(
      body.replace('29001', backend.split(':')[1]!).replace(/db0:keys=\d+/, `db0:keys=${count}`) + more,
    );
  }
}

const pairs = (words: string[]) =>
  Array.from({ length: words.length / 2 }, (_, i) => words.slice(2 * i, 2 * i + 2));

/** The commands of the servers behind it, from the recorded COMMAND. */
const KNOWN: ReadonlySet<string> = new Set(
  codisSample('command')
    .toString('latin1')
    .split('*6\r\n')
    .slice(1)
    .map((entry) => entry.split('\r\n')[1]!.toUpperCase()),
);

const KEYED = new Set(
  'GET SET DEL EXISTS TYPE TTL PTTL SADD SMEMBERS SUNION SUNIONSTORE SMOVE EVAL EVALSHA ZUNIONSTORE LRANGE'.split(
    ' ',
  ),
);
/** Their recorded errors depend on the state. */
const STATEFUL = new Set(['SLOTSMAPPING', 'SLOTSSCAN', 'SLOTSINFO']);

/** Not allowed, as recorded; the rest from codis 3.2, pkg/proxy/mapper.go. */
const NOT_ALLOWED = new Set([
  ...[...CODIS_ANSWERS].flatMap(([command, answer]) =>
    /^-ERR handle request, command/.test(answer.toString('latin1'))
      ? [command.split(' ')[0]!.toUpperCase()]
      : [],
  ),
  ...'BGREWRITEAOF BGSAVE BITOP BRPOPLPUSH FLUSHDB LASTSAVE MIGRATE MOVE PSYNC PUNSUBSCRIBE READWRITE RENAMENX'.split(
    ' ',
  ),
  ...'REPLCONF RESTORE SAVE SLAVEOF SYNC UNSUBSCRIBE UNWATCH'.split(' '),
]);
