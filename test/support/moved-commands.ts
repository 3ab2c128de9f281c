/** Commands sent while an address moves between two proxies, and what became of each. */
import type { Session } from '../../main/cluster/session/session.ts';
import { run } from './open-session.ts';

export interface MovedCommand {
  key: string;
  succeeded: boolean;
  /** Empty for none. */
  code: string;
  advice: string;
}

export class MovedCommands {
  readonly all: MovedCommand[] = [];
  private readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  async send(): Promise<void> {
    const key = `moving:${this.all.length}`;
    const { failure, reply } = await run(this.session, `set ${key} v`);
    const succeeded = failure === null && reply !== null;
    this.all.push({ key, succeeded, code: failure?.code ?? '', advice: failure?.advice ?? '' });
  }

  /** Sends until so many succeed in a row. */
  async untilSucceeded(inARow: number): Promise<void> {
    do await this.send();
    while (this.all.length < inARow || !this.all.slice(-inARow).every(({ succeeded }) => succeeded));
  }
}

/** The keys of SET in what a proxy received. */
export const keysSet = (received: readonly string[][]): string[] =>
  received.filter(([name]) => name!.toLowerCase() === 'set').map(([, key]) => key!);
