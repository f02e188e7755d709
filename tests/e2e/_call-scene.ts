import { systemClock as clock } from '@firstring/kernel/system';
import { eventually } from '@firstring/testkit';
import type { CallPage, CallRow, LeadPage, LeadRow } from '@firstring/console-service/leads';
import { DeskClient } from '@firstring/standalone-service/desk-client';
import { Product } from '../stack/product.ts';
import { pushLead, type PushedLead } from '../stack/vendor.ts';
import { Baresip } from '../stack/baresip.ts';
import { Sipp, type CallerScenario, type CallIn, type Scenario } from './_sipp.ts';

export const AGENT_HZ = 440;
export const LEAD_HZ = 1000;
const CLOSE_HZ = 15;

/** The product with real peers at both ends: baresip on the agent's desk, SIPp as carrier and lead, browsers' HTTP for people. */
export class CallScene implements AsyncDisposable {
  readonly product: Product;
  readonly carrier: Sipp;
  readonly phone: Baresip;
  readonly agent: DeskClient;
  readonly supervisor: DeskClient;
  readonly #opened: AsyncDisposableStack;

  private constructor(
    parts: Pick<CallScene, 'product' | 'carrier' | 'phone' | 'agent' | 'supervisor'>,
    opened: AsyncDisposableStack,
  ) {
    this.product = parts.product;
    this.carrier = parts.carrier;
    this.phone = parts.phone;
    this.agent = parts.agent;
    this.supervisor = parts.supervisor;
    this.#opened = opened;
  }

  /** Everything started, the phone registered, the agent signed in and Ready. */
  static async open(scenario: Scenario): Promise<CallScene> {
    await using opened = new AsyncDisposableStack();
    const carrier = opened.use(await Sipp.start(scenario, LEAD_HZ));
    const product = opened.use(await Product.start({ env: { STANDALONE_TRUNK_TARGET: carrier.target } }));
    const [account] = product.ready.agents;
    if (account === undefined) throw new Error('the demo has no agent');
    const phone = opened.use(
      await Baresip.start({
        user: account.sipUsername,
        password: account.sipPassword,
        registrar: product.ready.sip,
        toneHz: AGENT_HZ,
      }),
    );
    const { consoleUrl } = product.ready;
    const supervisor = opened.use(
      await DeskClient.signIn(consoleUrl, { username: 'sam', password: account.password }),
    );
    const agent = opened.use(await DeskClient.signIn(consoleUrl, account));
    await agent.open();
    await agent.ready();
    await agent.until(({ presence }) => presence === 'ready');
    return new CallScene({ product, carrier, phone, agent, supervisor }, opened.move());
  }

  /** A number that people call; its calls go to the agents of the demo's campaign. */
  async incomingNumber(phone: string): Promise<void> {
    const campaignIds = [this.product.ready.campaignId];
    await this.supervisor.post('/api/incoming-numbers', { phone, name: 'Hotline', campaignIds });
  }

  /** Calls in over the trunk. */
  async callerOf(scenario: CallerScenario, dial: CallIn): Promise<Sipp> {
    return this.#opened.use(await Sipp.call(scenario, LEAD_HZ, { ...dial, target: this.product.ready.sip }));
  }

  async push(fields: Readonly<Record<string, string>>): Promise<PushedLead> {
    const { status, lead } = await pushLead(this.product.ready, fields);
    if (lead === undefined) throw new Error(`the lead was answered ${status}`);
    return lead;
  }

  /** A tone of each end is heard at the other. */
  async talk(lead: Sipp = this.carrier): Promise<void> {
    await eventually(clock, 'the agent hears the lead', () => near(this.phone.heardHz(), LEAD_HZ));
    await eventually(clock, 'the lead hears the agent', () => near(lead.heardHz(), AGENT_HZ));
  }

  async lead(leadId: string): Promise<LeadRow | undefined> {
    const { leads } = await this.supervisor.get<LeadPage>('/api/leads');
    return leads.find((row) => row.leadId === leadId);
  }

  /** The one row of the call log about this lead, once it fits. */
  async callRow(leadId: string, fits: (row: CallRow) => boolean = () => true): Promise<CallRow> {
    let seen: readonly CallRow[] = [];
    for (const deadline = AbortSignal.timeout(10_000); !deadline.aborted; await clock.sleep(50)) {
      seen = (await this.supervisor.get<CallPage>(`/api/calls?leadId=${leadId}`)).calls;
      const [row, ...more] = seen;
      if (more.length > 0) throw new Error(`more than one call: ${JSON.stringify(seen)}`);
      if (row !== undefined && fits(row)) return row;
    }
    throw new Error(`no such row in the call log, but ${JSON.stringify(seen)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}

function near(heardHz: number | undefined, wantedHz: number): boolean {
  return heardHz !== undefined && Math.abs(heardHz - wantedHz) <= CLOSE_HZ;
}
