import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CampaignSettings, PacingView } from '@firstring/console-service/campaigns';
import type { CallPage, CallRow, LeadPage, LeadRow } from '@firstring/console-service/leads';
import { systemClock as clock } from '@firstring/kernel/system';
import { SAMPLE_RATE_HZ, toneSamples, writeWav } from '@firstring/rtp/audio';
import { DeskClient } from '@firstring/standalone-service/desk-client';
import { eventually } from '@firstring/testkit';
import { Baresip } from '../stack/baresip.ts';
import { Product, type AgentAccount } from '../stack/product.ts';
import { pushLead } from '../stack/vendor.ts';
import { Sipp } from './_sipp.ts';

export const RECORDING_HZ = 880;
export const MESSAGE_HZ = 1240;
export const AGENT_HZ = 440;
export const LEAD_HZ = 1000;
const CLOSE_HZ = 15;
const RECORDING_MS = 4000;
const MESSAGE_MS = 1500;

/** A person whom a campaign dials by itself. */
export interface Person {
  readonly leadId: string;
  readonly phone: string;
}

/** An agent whose phone lifts by itself: whoever answers has two seconds. */
export interface Agent {
  readonly account: AgentAccount;
  readonly desk: DeskClient;
  readonly phone: Baresip;
}

/** A campaign that dials by itself (ADR 23): SIPp is the people, baresip the agents' phones, the recordings are tones. */
export class Outreach implements AsyncDisposable {
  readonly product: Product;
  /** Everybody who is dialled. */
  readonly people: Sipp;
  readonly supervisor: DeskClient;
  readonly agents: readonly Agent[];
  readonly #opened: AsyncDisposableStack;
  #people = 0;

  private constructor(
    parts: Pick<Outreach, 'product' | 'people' | 'supervisor' | 'agents'>,
    opened: AsyncDisposableStack,
  ) {
    this.product = parts.product;
    this.people = parts.people;
    this.supervisor = parts.supervisor;
    this.agents = parts.agents;
    this.#opened = opened;
  }

  /** Automatic dialling is switched on, the campaign says how, and the agents' phones are registered; their desks are closed. */
  static async open(agentCount: number, change: Partial<CampaignSettings>): Promise<Outreach> {
    await using opened = new AsyncDisposableStack();
    const people = opened.use(await Sipp.start('lead-minds-the-recording', LEAD_HZ));
    const sounds = soundsFolder();
    opened.defer(() => rmSync(sounds, { recursive: true, force: true }));
    const env = { STANDALONE_TRUNK_TARGET: people.target, SIP_SOUNDS_FOLDER: sounds };
    const product = opened.use(await Product.start({ env }));
    const { consoleUrl, agents: accounts, sip: registrar } = product.ready;
    const password = accounts[0]?.password ?? '';
    const supervisor = opened.use(await DeskClient.signIn(consoleUrl, { username: 'sam', password }));
    const agents: Agent[] = [];
    for (const account of accounts.slice(0, agentCount)) {
      const { sipUsername: user, sipPassword } = account;
      const own = { user, password: sipPassword, registrar, toneHz: AGENT_HZ, liftsByItself: true };
      const phone = opened.use(await Baresip.start(own));
      const desk = opened.use(await DeskClient.signIn(consoleUrl, account));
      agents.push({ account, desk, phone });
    }
    await supervisor.put('/api/process/automatic-dialling', { on: true, warningAccepted: true });
    const outreach = new Outreach({ product, people, supervisor, agents }, opened.move());
    await outreach.change(change);
    return outreach;
  }

  /** The campaign from now on. */
  async change(change: Partial<CampaignSettings>): Promise<void> {
    const path = `/api/campaigns/${this.product.ready.campaignId}`;
    const { version, settings } = await this.supervisor.get<{ version: number; settings: CampaignSettings }>(
      path,
    );
    await this.supervisor.put(path, { version, settings: { ...settings, ...change } });
  }

  /** Somebody new; what they do is in the last two digits (lead-minds-the-recording.xml). */
  async person(ending: string): Promise<Person> {
    this.#people += 1;
    const phone = `+1212555${10 + this.#people}${ending}`;
    const { status, lead } = await pushLead(this.product.ready, { caller_id: phone });
    assert.ok(lead, `the lead was answered ${status}`);
    return { leadId: lead.lead_id, phone };
  }

  /** They hear one of these. */
  async hears({ phone }: Person, ...wantedHz: readonly number[]): Promise<void> {
    await eventually(clock, `${phone} hears ${wantedHz.join(' or ')} Hz`, () =>
      isNear(this.people.heardHz(digitsOf(phone)), wantedHz),
    );
  }

  /** Resolves once they have got, or said, this: `< ACK`. */
  async reaches({ phone }: Person, title: string): Promise<void> {
    await this.people.reaches(title, digitsOf(phone));
  }

  /** What they and the product say to each other is this, in the end. */
  async said({ phone }: Person, ladder: readonly string[]): Promise<void> {
    const seen = (): string[] => this.people.ladder(digitsOf(phone));
    await eventually(clock, phone, () => seen().length >= ladder.length, 20_000).catch(() => undefined);
    assert.deepEqual(seen(), ladder, phone);
  }

  /** The one call with them, once it is over and fits. */
  async call({ leadId }: Person, fits: (row: CallRow) => boolean = () => true): Promise<CallRow> {
    let seen: readonly CallRow[] = [];
    for (const deadline = AbortSignal.timeout(15_000); !deadline.aborted; await clock.sleep(50)) {
      seen = (await this.supervisor.get<CallPage>(`/api/calls?leadId=${leadId}`)).calls;
      assert.ok(seen.length < 2, `more than one call: ${JSON.stringify(seen)}`);
      const [row] = seen;
      if (row !== undefined && fits(row)) return row;
    }
    throw new Error(`no such row in the call log, but ${JSON.stringify(seen)}`);
  }

  async lead({ leadId }: Person): Promise<LeadRow | undefined> {
    const { leads } = await this.supervisor.get<LeadPage>('/api/leads');
    return leads.find((row) => row.leadId === leadId);
  }

  /** How the campaign dials, once it fits. */
  async pacing(
    what: string,
    fits: (pacing: PacingView) => boolean,
    deadlineMs = 10_000,
  ): Promise<PacingView> {
    const path = `/api/campaigns/${this.product.ready.campaignId}/pacing`;
    let last: PacingView | undefined;
    for (const deadline = AbortSignal.timeout(deadlineMs); !deadline.aborted; await clock.sleep(50)) {
      last = await this.supervisor.get<PacingView>(path);
      if (fits(last)) return last;
    }
    throw new Error(`not in time: ${what}, but ${JSON.stringify(last)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}

/** Numbers as they stand in SIP messages. */
export function digitsOf(phone: string): string {
  return phone.slice(1);
}

export async function agentHears({ phone }: Agent, wantedHz: number): Promise<void> {
  await eventually(clock, `the agent hears ${wantedHz} Hz`, () => isNear(phone.heardHz(), [wantedHz]));
}

function isNear(heardHz: number | undefined, wantedHz: readonly number[]): boolean {
  return heardHz !== undefined && wantedHz.some((hz) => Math.abs(heardHz - hz) <= CLOSE_HZ);
}

function soundsFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'firstring-sounds-'));
  const tone = (name: string, hz: number, ms: number): void => {
    const samples = toneSamples({ frequenciesHz: [hz], amplitude: 0.4 }, 0, (ms * SAMPLE_RATE_HZ) / 1000);
    const wav = writeWav({ encoding: 'PCM16', sampleRateHz: SAMPLE_RATE_HZ, samples });
    writeFileSync(join(folder, `${name}.wav`), wav);
  };
  tone('offer', RECORDING_HZ, RECORDING_MS);
  tone('who-we-are', MESSAGE_HZ, MESSAGE_MS);
  return folder;
}
