import type { Clock, Log, Random } from '@firstring/kernel';
import { reasonError } from '@firstring/contracts';
import type { Collection } from '@firstring/store';
import type { LinePhase } from '../domain/line-state.ts';
import type { CallEventLog } from '../events.ts';
import type { LineDoc } from '../store/lines.ts';
import type { PhoneAccountDoc } from '../store/phone-accounts.ts';
import { agentContacts } from './agent-contacts.ts';
import { AgentLine } from './agent-line.ts';
import type { CallSettings } from './call-deps.ts';
import { agentOrders } from './leg-orders.ts';
import type { LineMedia, SipGateway } from './ports.ts';

export interface AgentLinesDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly events: CallEventLog;
  readonly accounts: Collection<PhoneAccountDoc>;
  readonly lines: Collection<LineDoc>;
  readonly gateway: SipGateway;
  readonly openMedia: (lineId: string) => LineMedia;
  readonly settings: Pick<CallSettings, 'instance' | 'agentRingMs' | 'callsMax'>;
  /** Whether the agent is in a call. */
  readonly isBusy: (agentId: string) => boolean;
}

const PAGE_SIZE = 100;

/** The agents' lines of this instance: at most one an agent. */
export class AgentLines {
  readonly #deps: AgentLinesDeps;
  readonly #byAgent = new Map<string, AgentLine>();

  constructor(deps: AgentLinesDeps) {
    this.#deps = deps;
  }

  /**
   * Rings the agent's phone for a line; one that is open already stays. Resolves when its journal entry is durable and the phone
   * is being rung. Throws AGENT_NOT_REGISTERED, AGENT_BUSY, SIP_UNAVAILABLE, MEDIA_UNAVAILABLE or the store's reasons.
   */
  async open(agentId: string): Promise<void> {
    const { accounts, clock, random, lines, gateway, settings } = this.#deps;
    const contacts = await agentContacts({ accounts, clock }, agentId);
    if (this.#byAgent.has(agentId)) return;
    if (this.#deps.isBusy(agentId)) throw reasonError('AGENT_BUSY');
    if (!gateway.connected || this.#byAgent.size >= settings.callsMax) throw reasonError('SIP_UNAVAILABLE');
    const lineId = `line-${random.uuid()}`;
    const orders = agentOrders(this.#deps, lineId, contacts);
    const line = new AgentLine(this.#deps, { lineId, agentId, orders, onOver: (over) => this.#forget(over) });
    this.#byAgent.set(agentId, line);
    const doc = { agentId, instance: settings.instance, traces: line.traces() };
    await line.open(async () => {
      await lines.put({ id: lineId, doc, expectedVersion: 0 });
    });
  }

  /** Log-out. A call on it ends. */
  close(agentId: string): void {
    this.#byAgent.get(agentId)?.close();
  }

  phaseOf(agentId: string): LinePhase {
    return this.#byAgent.get(agentId)?.phase ?? 'over';
  }

  /** The agent's line, where there is one. */
  find(agentId: string): AgentLine | undefined {
    return this.#byAgent.get(agentId);
  }

  loseAll(): void {
    for (const line of this.#byAgent.values()) line.lose();
  }

  closeAll(): void {
    for (const line of this.#byAgent.values()) line.close();
  }

  /** Lines of a former run: their legs are hung up by their names. */
  async sweep(): Promise<'done'> {
    const { lines, gateway, settings } = this.#deps;
    let pageToken: string | undefined;
    do {
      const equals = [settings.instance];
      const page = await lines.query({ index: 'instance', equals, pageSize: PAGE_SIZE, pageToken });
      for (const { id, doc, version } of page.items) {
        if (this.#byAgent.get(doc.agentId)?.lineId === id) continue;
        for (const trace of doc.traces) gateway.endTrace(trace);
        await lines.delete({ id, expectedVersion: version });
      }
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    return 'done';
  }

  /** Its journal entry goes with the next sweep, which hangs up what is left of it. */
  #forget(line: AgentLine): void {
    if (this.#byAgent.get(line.agentId) === line) this.#byAgent.delete(line.agentId);
    this.#deps.events.lineOver({ agentId: line.agentId });
  }
}
