import type { DeskEvent } from '@firstring/console-service/desk';
import { deferred } from '@firstring/kernel';
import { systemClock as clock } from '@firstring/kernel/system';
import { DeskClient, Refusal } from '@firstring/standalone-service/desk-client';
import type { AgentAccount } from './product.ts';

const RETRY_MS = 200;
/** A look at the desk when nothing has changed: a command may have been refused in a moment of change. */
const LOOK_MS = 1000;

export interface AgentWorkerOptions {
  readonly consoleUrl: string;
  readonly account: AgentAccount;
  readonly dispositionCode: string;
  /** Called when an outcome was recorded. */
  readonly onDisposed?: (leadId: string) => void;
}

/**
 * An agent who works on and on: Ready, dials what is shown (a ringing phone is lifted by itself), disposes, and comes back
 * whenever the product does.
 */
export class AgentWorker implements AsyncDisposable {
  readonly #options: AgentWorkerOptions;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #client: DeskClient | undefined;
  #isAway = false;
  /** Refusals so far, by status. */
  readonly refusals = new Map<number, number>();

  constructor(options: AgentWorkerOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  get desk(): DeskEvent | undefined {
    return this.#client?.latest;
  }

  /** Closes the page until `comeBack`. */
  async goAway(): Promise<void> {
    this.#isAway = true;
    await this.#client?.leave();
  }

  comeBack(): void {
    this.#isAway = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#client?.leave();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        if (!this.#isAway) await this.#comeToWork();
      } catch (error) {
        // Signed out: the next turn signs in. Anything else is the product being away.
        if (error instanceof Refusal && error.status === 401) this.#client = undefined;
      }
      await clock.sleep(RETRY_MS, this.#stop.signal).catch(() => undefined);
    }
  }

  async #comeToWork(): Promise<void> {
    this.#client ??= await DeskClient.signIn(this.#options.consoleUrl, this.#options.account);
    await this.#client.open();
    await this.#work(this.#client);
  }

  async #work(client: DeskClient): Promise<void> {
    const stream = { open: true };
    let changed = deferred<void>();
    const off = client.onDesk(() => changed.resolve());
    const closed = client.closed.then(() => {
      stream.open = false;
      changed.resolve();
    });
    try {
      while (stream.open && !this.#stop.signal.aborted) {
        const { latest } = client;
        if (latest !== undefined) await this.#act(client, latest);
        const look = clock.setTimer(LOOK_MS, () => changed.resolve());
        await changed.promise;
        look.cancel();
        changed = deferred();
      }
    } finally {
      off();
      if (!stream.open) await closed;
    }
  }

  async #act(client: DeskClient, desk: DeskEvent): Promise<void> {
    try {
      if (desk.presence === 'not_ready') await client.ready();
      else if (desk.presence === 'wrap_up') await this.#dispose(client, desk);
      else if (desk.presence === 'previewing' && mustPress(desk)) {
        const { attemptId = '', fencingToken = '' } = desk.preview ?? {};
        await client.post('/api/desk/dial', { attemptId, fencingToken });
      }
    } catch (error) {
      // The desk has moved on meanwhile; its next snapshot says where to.
      if (!(error instanceof Refusal) || error.status === 401) throw error;
      this.refusals.set(error.status, (this.refusals.get(error.status) ?? 0) + 1);
    }
  }

  async #dispose(client: DeskClient, desk: DeskEvent): Promise<void> {
    await client.dispose(desk, this.#options.dispositionCode);
    this.#options.onDisposed?.(desk.preview?.leadId ?? '');
  }
}

/** Where the phone rings with the preview, lifting it is the dial; where it does not ring any more, the button is. */
function mustPress({ preview, call }: DeskEvent): boolean {
  if (preview === undefined || preview.dialRequested) return false;
  return !preview.ringOnPreview || call?.phase === 'ended' || isForgotten(preview.presentedAt);
}

/** A product that was restarted does not ring again by itself. */
function isForgotten(presentedAt: number | undefined): boolean {
  return presentedAt !== undefined && clock.now() - presentedAt > 2000;
}
