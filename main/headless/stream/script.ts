/** Runs the lines of stdin, or one command, without a session. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeAddress } from '../../../shared/cluster/topology.ts';
import type { Reply } from '../../../shared/resp/resp.ts';
import type { RedirectMode } from '../../../shared/session/session.ts';
import { unreachableText } from '../errors.ts';
import { seedOf, type Flags } from '../flags.ts';
import type { Outage } from '../outage.ts';
import { handshakeOf } from './handshake.ts';
import { Printer } from './printer.ts';
import { newRequest, type Request } from './request.ts';
import { Sender } from './sender.ts';
import { SlotOwners } from './slot-owners.ts';

type Args = readonly Uint8Array[];

export class Script {
  readonly printer: Printer;
  readonly owners: SlotOwners;
  readonly mode: RedirectMode;
  private readonly seed: NodeAddress;
  private readonly sender: Sender;

  /** `isShell` for lines of stdin, whose redirects are printed. */
  constructor(flags: Flags, outage: Outage, isShell: boolean) {
    this.seed = seedOf(flags);
    this.mode = flags.direct ? 'direct' : flags.follow ? 'follow' : 'off';
    this.printer = new Printer({
      style: flags.style,
      showsRedirects: isShell && this.mode === 'follow',
      isShell,
      errorCode: flags.errorCode,
      showsPushes: flags.pushes,
      start: this.seed,
    });
    const socket = {
      connection: flags.target.connection,
      handshake: handshakeOf(flags, flags.target.connection.database),
      onRefusal: (text: string) => this.printer.error(text),
      onChunk: () => {},
      onPush: (push: Reply, next: Request | null) => this.printer.push(push, next),
    };
    this.owners = new SlotOwners(socket);
    this.sender = new Sender({
      socket,
      printer: this.printer,
      owners: this.owners,
      outage,
      mode: this.mode,
    });
  }
  /** With --direct commands go to the owners of their keys from the first on. */
  async start(): Promise<void> {
    if (this.mode === 'direct') await this.owners.read(this.seed);
  }

  /** As redis-cli's shell does before the first line. */
  async connect(): Promise<void> {
    const error = await this.sender.open(this.seed);
    if (error) this.printer.error(unreachableText(this.seed, error.message));
  }

  /** Runs one command as often as `flags` say. Returns the exit code. */
  async runOnce(args: Args, { repeat, interval, errorCode }: Flags): Promise<number> {
    for (let n = 0; repeat < 0 || n < repeat; n++) {
      const request = newRequest(args, 0, { slot: null, readonly: null });
      await this.runAlone(request, await this.firstNode(args));
      if (request.end === 'failed' || (request.end === 'error' && errorCode)) return 1;
      if (interval > 0) await sleep(interval);
    }
    return 0;
  }

  /** Starts when everything before it has ended. */
  async runAlone(request: Request, node: NodeAddress = this.printer.current): Promise<void> {
    await this.sender.room(0);
    this.printer.add(request);
    this.sender.run(request, node);
    await this.sender.room(0);
    this.printer.flush();
  }

  /** Starts beside others. Null if more may be started; else resolves when they may. */
  runBeside(request: Request, node: NodeAddress): Promise<void> | null {
    this.printer.add(request);
    this.sender.run(request, node);
    return this.sender.hasRoom() ? null : this.sender.room();
  }

  /** Resolves when everything has ended. */
  idle(): Promise<void> {
    return this.sender.room(0);
  }

  close(): void {
    this.sender.close();
  }

  private async firstNode(args: Args): Promise<NodeAddress> {
    if (this.mode !== 'direct') return this.printer.current;
    const [{ BUNDLED_COMMANDS }, { readCommand }] = await Promise.all([
      import('../../../shared/commands/command-table.ts'),
      import('../../cluster/routing/route.ts'),
    ]);
    const { slot, asked } = readCommand(args, BUNDLED_COMMANDS, 'known');
    return this.owners.of(slot ?? asked ?? -1) ?? this.printer.current;
  }
}
