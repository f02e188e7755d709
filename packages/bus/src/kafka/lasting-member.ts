import type { Clock, Log } from '@firstring/kernel';
import type { GroupMember, TopicPartition } from './driver.ts';
import type { Position } from '../port.ts';

/** Joins a group: resolves with the first assignment. Calls `onLost`, once, when the client behind it has given up for good. */
export type OpenSession = (onLost: (err: unknown) => void) => Promise<GroupMember>;

export interface MemberDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly group: string;
}

const RENEW_DELAY_MS = 500;
const RENEW_DELAY_MS_MAX = 5000;
const DISCARD_TRIES = 12;

/** A membership that outlives the clients behind it: one that has crashed or gone silent is replaced until that succeeds. */
export async function lastingMember(deps: MemberDeps, open: OpenSession): Promise<GroupMember> {
  const member = new LastingMember(deps, open);
  await member.start();
  return member;
}

class LastingMember implements GroupMember {
  readonly #deps: MemberDeps;
  readonly #open: OpenSession;
  readonly #closing = new AbortController();
  #session: GroupMember | undefined;
  #renewing: Promise<void> | undefined;

  constructor(deps: MemberDeps, open: OpenSession) {
    this.#deps = deps;
    this.#open = open;
  }

  async start(): Promise<void> {
    const lost = Promise.withResolvers<unknown>();
    const session = await this.#open(lost.resolve);
    this.#session = session;
    lost.promise.then(
      (err) => this.#renew(session, err),
      (err: unknown) =>
        this.#deps.log.error({ group: this.#deps.group, err }, 'a lost member is not replaced'),
    );
  }

  async commit(positions: readonly Position[]): Promise<void> {
    await this.#session?.commit(positions);
  }

  resume(partition: TopicPartition): void {
    this.#session?.resume(partition);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#renewing;
    await this.#session?.[Symbol.asyncDispose]();
  }

  #renew(lost: GroupMember, err: unknown): void {
    if (this.#session !== lost || this.#closing.signal.aborted) return;
    this.#session = undefined;
    this.#renewing = this.#startAgain(lost, err);
  }

  async #startAgain(lost: GroupMember, cause: unknown): Promise<void> {
    const { clock, log, group } = this.#deps;
    const stop = this.#closing.signal;
    log.warn({ group, err: cause }, 'the consumer of a group is replaced');
    // Not waited for: what has gone silent may never end.
    this.#discard(lost).catch((err: unknown) =>
      log.debug({ group, err }, 'a lost consumer did not end well'),
    );
    for (let delayMs = RENEW_DELAY_MS; !stop.aborted; delayMs = Math.min(delayMs * 2, RENEW_DELAY_MS_MAX)) {
      await clock
        .sleep(delayMs, stop)
        .catch(() => log.debug({ group }, 'closed while a consumer was replaced'));
      if (stop.aborted) return;
      try {
        await this.start();
        return;
      } catch (err) {
        log.warn({ group, err, delayMs }, 'the consumer of a group does not start yet');
      }
    }
  }

  /** It cannot leave while its broker is away, and must not go on as a member that nobody reads for. */
  async #discard(lost: GroupMember): Promise<void> {
    const { clock, log, group } = this.#deps;
    for (let tries = 1; ; tries += 1) {
      try {
        await lost[Symbol.asyncDispose]();
        return;
      } catch (err) {
        if (tries === DISCARD_TRIES) throw err;
        log.debug({ group, err, tries }, 'a lost consumer cannot leave its group yet');
      }
      await clock.sleep(RENEW_DELAY_MS_MAX);
    }
  }
}
