import { AppError, type Clock, type Random } from '@firstring/kernel';
import { streamOptions, type Rpc } from '@firstring/service-kit';
import {
  Presence,
  SchedulingServiceDefinition,
  type Desk,
} from '@firstring/contracts/scheduling/scheduling_service';

export interface PersonDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly rpc: Rpc;
}

/** Asks again, with the same request id, until there is an answer. */
export async function untilAnswered<T>(clock: Clock, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const { code } = AppError.from(error);
      if (code !== 'unavailable' && code !== 'deadline_exceeded' && code !== 'aborted') throw error;
      await clock.sleep(500);
    }
  }
}

const CODES = ['no_answer', 'no_answer', 'callback', 'final', 'dnc'] as const;
/** Between two looks at the desk. */
const LOOK_MS = 400;

/** Someone at a desk, who dials, skips, talks, disposes, and comes back when the page is lost. */
export class SimAgent {
  readonly agentId: string;
  readonly #deps: PersonDeps;
  readonly #seen: (desk: Desk) => void;
  #desk: Desk | undefined;
  #requests = 0;

  constructor(agentId: string, deps: PersonDeps, seen: (desk: Desk) => void) {
    this.agentId = agentId;
    this.#deps = deps;
    this.#seen = seen;
  }

  /** Both loops end with the machine. */
  work(): void {
    this.#watch().catch(rethrow);
    this.#act().catch(rethrow);
  }

  async #watch(): Promise<void> {
    const { clock } = this.#deps;
    for (;;) {
      try {
        const request = { agentId: this.agentId, tabId: 'tab' };
        for await (const { desk } of this.#client().watchDesk(
          request,
          streamOptions(new AbortController().signal),
        )) {
          this.#desk = desk;
          if (desk !== undefined) this.#seen(desk);
        }
      } catch (error) {
        // Lost, or nobody there: the page opens again.
        if (AppError.from(error).code === 'internal') throw error;
      }
      this.#desk = undefined;
      await clock.sleep(1000);
    }
  }

  async #act(): Promise<void> {
    const { clock, random } = this.#deps;
    for (;;) {
      await clock.sleep(LOOK_MS + random.int(LOOK_MS));
      const desk = this.#desk;
      if (desk === undefined) continue;
      try {
        await this.#react(desk);
      } catch (error) {
        // Too late, or nobody there: the next desk tells.
        if (AppError.from(error).code === 'internal') throw error;
      }
    }
  }

  async #react({ presence, preview }: Desk): Promise<void> {
    const { random } = this.#deps;
    const client = this.#client();
    const requestId = `${this.agentId}.${(this.#requests += 1)}`;
    const { agentId } = this;
    const ref = {
      requestId,
      agentId,
      attemptId: preview?.attemptId ?? '',
      fencingToken: preview?.fencingToken ?? 0n,
    };
    const draw = random.float();
    switch (presence) {
      case Presence.PRESENCE_NOT_READY:
      case Presence.PRESENCE_OFFLINE:
        await client.setPresence({ requestId, agentId, ready: true, reason: '' });
        return;
      case Presence.PRESENCE_PREVIEWING:
        if (draw < 0.6) await client.dial(ref);
        else if (draw < 0.7) await client.skip(ref);
        else if (draw < 0.8) await client.dispose({ ...ref, ...this.#said() });
        return;
      case Presence.PRESENCE_DIALING:
      case Presence.PRESENCE_ON_CALL:
        if (draw < 0.05) await client.hangUp({ requestId, agentId, attemptId: ref.attemptId });
        return;
      case Presence.PRESENCE_WRAP_UP:
        if (draw < 0.7) await client.dispose({ ...ref, ...this.#said() });
        return;
      default:
    }
  }

  #said() {
    const dispositionCode = CODES[this.#deps.random.int(CODES.length)] ?? 'no_answer';
    const callbackTime = new Date(this.#deps.clock.now() + 60_000);
    return {
      dispositionCode,
      note: '',
      callbackCommon: false,
      ...(dispositionCode === 'callback' ? { callbackTime } : {}),
    };
  }

  #client() {
    return this.#deps.rpc.createClients().client(SchedulingServiceDefinition, 'scheduler');
  }
}

function rethrow(error: unknown): never {
  throw error;
}
