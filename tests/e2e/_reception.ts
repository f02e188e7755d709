import assert from 'node:assert/strict';
import type { IncomingNumberSettings, IncomingNumberView } from '@firstring/console-service/incoming-numbers';
import type { CallPage, CallRow, LeadPage, LeadRow } from '@firstring/console-service/leads';
import type { MissedCallPage, MissedCallView } from '@firstring/console-service/missed-calls';
import type { LadderView } from '@firstring/console-service/telephony';
import { systemClock as clock } from '@firstring/kernel/system';
import { DeskClient } from '@firstring/standalone-service/desk-client';
import { eventually } from '@firstring/testkit';
import { Baresip } from '../stack/baresip.ts';
import { Product } from '../stack/product.ts';
import { pushLead } from '../stack/vendor.ts';
import { Sipp, type CallerScenario, type CallIn } from './_sipp.ts';

/** What each end says, and so what the other one hears. */
export const CALLER_HZ = 1000;
export const AGENTS_HZ: readonly number[] = [620, 760];
const CLOSE_HZ = 15;
const DEADLINE_MS = 10_000;
const ASK_MS = 50;

/** Settings of a number over those it is made with. */
export type NumberChange = Partial<Omit<IncomingNumberSettings, 'queue' | 'dialback'>> & {
  readonly queue?: Partial<IncomingNumberSettings['queue']>;
  readonly dialback?: Partial<IncomingNumberSettings['dialback']>;
};

/** Somebody at a desk, with baresip as the phone. */
export interface Agent {
  readonly agentId: string;
  readonly desk: DeskClient;
  readonly phone: Baresip;
}

/** One product for many calls: numbers of ours that SIPp calls, baresip on the desks, SIPp behind whoever is called back. */
export class Reception implements AsyncDisposable {
  readonly product: Product;
  /** Where the trunk ends: plays whoever is dialled. */
  readonly carrier: Sipp;
  readonly supervisor: DeskClient;
  readonly agents: readonly Agent[];
  readonly #numbers: ReadonlyMap<string, string>;
  readonly #opened: AsyncDisposableStack;
  #callers = 0;

  private constructor(
    parts: Pick<Reception, 'product' | 'carrier' | 'supervisor' | 'agents'>,
    numbers: ReadonlyMap<string, string>,
    opened: AsyncDisposableStack,
  ) {
    this.product = parts.product;
    this.carrier = parts.carrier;
    this.supervisor = parts.supervisor;
    this.agents = parts.agents;
    this.#numbers = numbers;
    this.#opened = opened;
  }

  /** Everybody signed in, Not Ready, with a registered phone; by then the numbers are known everywhere. */
  static async open(agentCount: number, changes: Readonly<Record<string, NumberChange>>): Promise<Reception> {
    await using opened = new AsyncDisposableStack();
    const carrier = opened.use(await Sipp.start('lead-as-the-number-says', CALLER_HZ));
    const product = opened.use(await Product.start({ env: { STANDALONE_TRUNK_TARGET: carrier.target } }));
    const { consoleUrl, agents: accounts } = product.ready;
    const password = accounts[0]?.password ?? '';
    const supervisor = opened.use(await DeskClient.signIn(consoleUrl, { username: 'sam', password }));
    const numbers = new Map<string, string>();
    for (const [name, change] of Object.entries(changes)) {
      const phone = `+120255502${10 + numbers.size}`;
      numbers.set(name, phone);
      const campaignIds = [product.ready.campaignId];
      await makeNumber(supervisor, { phone, name, campaignIds }, change);
    }
    const agents: Agent[] = [];
    for (const [index, account] of accounts.slice(0, agentCount).entries()) {
      const { sipUsername: user, sipPassword, agentId } = account;
      const toneHz = AGENTS_HZ[index] ?? 0;
      const registrar = product.ready.sip;
      const phone = opened.use(await Baresip.start({ user, password: sipPassword, registrar, toneHz }));
      const desk = opened.use(await DeskClient.signIn(consoleUrl, account));
      await desk.open();
      agents.push({ agentId, desk, phone });
    }
    return new Reception({ product, carrier, supervisor, agents }, numbers, opened.move());
  }

  /** One of the numbers of ours, by its name. */
  number(name: string): string {
    const phone = this.#numbers.get(name);
    assert.ok(phone, `no number is called ${name}`);
    return phone;
  }

  /** A person who has not called yet. What their number ends in says what they do when they are called: 00 ring, 86 busy. */
  stranger(ending = '45'): string {
    this.#callers += 1;
    return `+1212555${String(10 + this.#callers)}${ending}`;
  }

  /** The same, and a lead. */
  async knownPerson(ending = '45'): Promise<{ readonly phone: string; readonly leadId: string }> {
    const phone = this.stranger(ending);
    const { status, lead } = await pushLead(this.product.ready, { caller_id: phone, first_name: 'Dana' });
    assert.ok(lead, `the lead was answered ${status}`);
    return { phone, leadId: lead.lead_id };
  }

  async call(scenario: CallerScenario, dial: CallIn): Promise<Sipp> {
    const target = this.product.ready.sip;
    return this.#opened.use(await Sipp.call(scenario, CALLER_HZ, { ...dial, target }));
  }

  /** Calls, and waits for the end; the caller's ladder. */
  async callToTheEnd(scenario: CallerScenario, dial: CallIn): Promise<string[]> {
    const caller = await this.call(scenario, dial);
    assert.equal(await caller.ended(), 0, `${caller.errors}\n${caller.ladder().join('\n')}`);
    return caller.ladder();
  }

  /** Missed calls of a number, the newest first, once they fit. */
  async missed(
    phone: string,
    fits: (calls: readonly MissedCallView[]) => boolean = (calls) => calls.length > 0,
  ): Promise<readonly MissedCallView[]> {
    const path = `/api/missed-calls?phone=${encodeURIComponent(phone)}`;
    return this.#until(`missed calls of ${phone}`, async () => {
      const { calls } = await this.supervisor.get<MissedCallPage>(path);
      return { seen: calls, found: fits(calls) ? calls : undefined };
    });
  }

  /** `caller_hung_up: queued` of each, the newest first. */
  async outcomes(phone: string, wanted: readonly string[]): Promise<readonly MissedCallView[]> {
    const words = (calls: readonly MissedCallView[]): string =>
      calls.map(({ missedCause, state }) => `${missedCause}: ${state}`).join(', ');
    return this.missed(phone, (calls) => words(calls) === wanted.join(', '));
  }

  async lead(phone: string): Promise<LeadRow | undefined> {
    const { leads } = await this.supervisor.get<LeadPage>('/api/leads');
    return leads.find((row) => row.callerId === phone);
  }

  /** The calls in the log with this number, once there are so many that have ended. */
  async callLog(phone: string, count: number): Promise<readonly CallRow[]> {
    return this.#until(`${count} calls with ${phone}`, async () => {
      const { calls } = await this.supervisor.get<CallPage>('/api/calls');
      const own = calls.filter((call) => call.phone === phone);
      return { seen: own, found: own.length === count ? own : undefined };
    });
  }

  /**
   * What an agent's phone and the product said to each other, `> INVITE` from the product, without what its SIP server says by itself: of
   * one ring of the call's, once it ends so.
   */
  async phoneLadder(attemptId: string, ends: string, ring = 'r1'): Promise<readonly string[]> {
    const path = `/api/telephony/calls/${attemptId}/ladder`;
    return this.#until(`${ring} ends with ${ends}`, async () => {
      const { messages } = await this.supervisor.get<LadderView>(path);
      const steps = messages
        .filter(({ leg }) => leg.startsWith(ring))
        .map(({ sent, status, method }) => `${sent ? '>' : '<'} ${status === 0 ? method : status}`);
      return { seen: steps, found: steps.at(-1) === ends ? steps : undefined };
    });
  }

  /** Nobody is to be called back any more. */
  async withdraw({ dialbackId }: MissedCallView): Promise<void> {
    await this.supervisor.post(`/api/missed-calls/${dialbackId}/withdraw`, {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }

  /** Asks again until what is seen fits. */
  async #until<Found>(
    what: string,
    look: () => Promise<{ readonly seen: unknown; readonly found: Found | undefined }>,
  ): Promise<Found> {
    let last: unknown;
    for (const deadline = AbortSignal.timeout(DEADLINE_MS); !deadline.aborted; await clock.sleep(ASK_MS)) {
      const { seen, found } = await look();
      if (found !== undefined) return found;
      last = seen;
    }
    throw new Error(`not in time: ${what}, but ${JSON.stringify(last)}`);
  }
}

/** A number with its defaults, then as it is to be. */
async function makeNumber(
  supervisor: DeskClient,
  basics: Pick<IncomingNumberSettings, 'phone' | 'name' | 'campaignIds'>,
  { queue, dialback, ...rest }: NumberChange,
): Promise<void> {
  const made = (await supervisor.post('/api/incoming-numbers', basics)) as IncomingNumberView; // the endpoint's answer
  const { incomingNumberId, processId: _process, version, ...settings } = made;
  await supervisor.put(`/api/incoming-numbers/${incomingNumberId}`, {
    version,
    settings: {
      ...settings,
      ...rest,
      queue: { ...settings.queue, ...queue },
      dialback: { ...settings.dialback, ...dialback },
    },
  });
}

/** One of these tones is what is heard. */
export async function hears(
  end: { heardHz(): number | undefined },
  ...wantedHz: readonly number[]
): Promise<void> {
  await eventually(clock, `${wantedHz.join(' or ')} Hz are heard`, () => {
    const heardHz = end.heardHz();
    return heardHz !== undefined && wantedHz.some((hz) => Math.abs(heardHz - hz) <= CLOSE_HZ);
  });
}
