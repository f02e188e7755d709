import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { DeskEvent } from '@firstring/console-service/desk';
import type { CallPage, CallRow, LeadPage } from '@firstring/console-service/leads';
import { CLAIM_EVENTS } from '@firstring/contracts';
import { ClaimEvent } from '@firstring/contracts/claim/claim_events';
import type { Random } from '@firstring/kernel';
import { systemClock as clock } from '@firstring/kernel/system';
import { AgentWorker } from '../stack/agent-worker.ts';
import { CallerLoad } from '../stack/caller-load.ts';
import { DeskClient } from '@firstring/standalone-service/desk-client';
import { NotStarted, Product } from '../stack/product.ts';
import { Telephones } from '../stack/telephones.ts';
import { VendorLoad } from '../stack/vendor-load.ts';
import {
  checkCallLog,
  checkDialled,
  checkInvites,
  checkLeads,
  checkLocks,
  type Invite,
  type LockEvent,
  type StoredLead,
} from './_checkers.ts';
import { checkMissedCalls, readMissedCalls } from './_missed-calls.ts';
import { readLog } from './_read-log.ts';

const PHONE_ANSWERS_MS = 30;
const PAGE = 100;
/** Once the last fault is over, something happens at least this often until everything that was pushed has been dialled. */
const STILL_MS = 60_000;

export interface WorldOptions {
  readonly random: Random;
  readonly agents: number;
  readonly leadsPerSecond: number;
  /** Leads who ring in; absent: none. */
  readonly callsPerSecond?: number;
  /** Settings of the first start. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * The product under load, and everybody who uses it, outside of it: vendors who repeat what got no answer, agents who work on
 * and on, their phones, and a carrier whose ledger outlives every crash.
 */
export class World implements AsyncDisposable {
  readonly telephones: Telephones;
  readonly load: VendorLoad;
  readonly callers: CallerLoad | undefined;
  readonly agents: readonly AgentWorker[];
  readonly #opened: AsyncDisposableStack;
  readonly #env: Readonly<Record<string, string>>;
  readonly #dataDir: string;
  readonly #supervisor: DeskClient;
  /** Leads of the demo's lists: nobody sends them. */
  readonly #seeded = new Set<string>();
  #product: Product;

  private constructor(
    parts: Pick<World, 'telephones' | 'load' | 'callers' | 'agents' | 'product'> & { supervisor: DeskClient },
    ground: { opened: AsyncDisposableStack; env: Readonly<Record<string, string>>; dataDir: string },
  ) {
    this.telephones = parts.telephones;
    this.load = parts.load;
    this.callers = parts.callers;
    this.agents = parts.agents;
    this.#product = parts.product;
    this.#supervisor = parts.supervisor;
    this.#opened = ground.opened;
    this.#env = ground.env;
    this.#dataDir = ground.dataDir;
  }

  static async open(options: WorldOptions): Promise<World> {
    const { random, leadsPerSecond } = options;
    await using opened = new AsyncDisposableStack();
    // Timers of the system clock keep no process alive, and between a kill and a start nothing else may.
    const alive = setInterval(() => {}, 1000);
    opened.defer(() => clearInterval(alive));
    const dataDir = mkdtempSync(join(tmpdir(), 'firstring-faults-'));
    opened.defer(() => rmSync(dataDir, { recursive: true, force: true }));
    // Leads answer soon and hang up soon: what is tested is what happens in between.
    const telephones = opened.use(
      await Telephones.start({
        policy: () => ({ ringAfterMs: 20, outcome: { type: 'answer', afterMs: 60, hangUpAfterMs: 250 } }),
      }),
    );
    const env = { STANDALONE_TRUNK_TARGET: telephones.trunkTarget, STANDALONE_AGENTS: `${options.agents}` };
    const product = await Product.start({ dataDir, env: { ...env, ...options.env } });
    const { ready, doors } = product;
    let supervisor: DeskClient;
    try {
      const account = { username: 'sam', password: ready.agents[0]?.password ?? '' };
      // Sessions outlive a crash: one sign-in is enough.
      supervisor = await DeskClient.signIn(ready.consoleUrl, account);
      for (const account of ready.agents) await telephones.phone(account, ready.sip, PHONE_ANSWERS_MS);
    } catch (error) {
      await product.kill();
      throw error;
    }
    const agents = ready.agents.map(
      (account) => new AgentWorker({ consoleUrl: ready.consoleUrl, account, dispositionCode: 'sale' }),
    );
    const numberOf = (n: number): string => `+1202555${1000 + n}`;
    const load = new VendorLoad({ doors: ready, random: random.fork('vendor'), leadsPerSecond, numberOf });
    const callers = callersOf(options, { telephones, load, product });
    const ground = { opened: opened.move(), env: { ...env, ...options.env, ...doors }, dataDir };
    const world = new World({ telephones, load, callers, agents, product, supervisor }, ground);
    for (const { leadId } of await world.#leads()) world.#seeded.add(leadId);
    return world;
  }

  get product(): Product {
    return this.#product;
  }

  /** Nobody is at a desk until `comeBack`: what is locked runs out. */
  async goAway(): Promise<void> {
    await Promise.all(this.agents.map((agent) => agent.goAway()));
  }

  comeBack(): void {
    for (const agent of this.agents) agent.comeBack();
  }

  /** SIGTERM: as an administrator ends it. */
  async stop(): Promise<void> {
    await this.#product.stop();
    this.telephones.putDown();
  }

  async kill(): Promise<void> {
    await this.#product.kill();
    this.telephones.putDown();
  }

  /** Starts the product on the same data behind the same doors. */
  async restart(env: Readonly<Record<string, string>> = {}): Promise<void> {
    this.#product = await Product.start({ dataDir: this.#dataDir, env: { ...this.#env, ...env } });
  }

  /** Starts the product with a failpoint armed; whether it has killed itself there in time. */
  async killedAt(step: string, deadlineMs: number): Promise<boolean> {
    try {
      await this.restart({ FAILPOINT: `${step}:kill` });
      await Promise.race([this.#product.exited, clock.sleep(deadlineMs)]);
    } catch (error) {
      // Some steps are passed before everything is up.
      if (!(error instanceof NotStarted) || error.signal !== 'SIGKILL') throw error;
      this.telephones.putDown();
      return true;
    }
    const reached = !this.#product.isRunning;
    await this.kill();
    return reached;
  }

  /** No new leads; resolves when all that were acknowledged have been dialled or explained, or when no call has come or gone for `stillMs`. */
  async settle(stillMs: number): Promise<void> {
    await Promise.all([this.load.finish(), this.callers?.finish()]);
    let [seen, movedMs] = ['', clock.monotonicMs()];
    while (clock.monotonicMs() - movedMs < stillMs) {
      const calls = await this.#calls();
      const open = this.agents.filter(({ desk }) => desk?.presence !== 'ready' || desk.preview !== undefined);
      const waiting = checkDialled(this.load.acknowledged, this.invites(), calls);
      if (this.agents.some(({ desk }) => hasDialbacks(desk))) waiting.push('a dial-back');
      const { live } = this.telephones.carrier.ledger;
      if (waiting.length === 0 && open.length === 0 && live === 0) return;
      const now = `${calls.length} ${this.invites().length} ${live}`;
      if (now !== seen) [seen, movedMs] = [now, clock.monotonicMs()];
      await clock.sleep(500);
    }
  }

  invites(): Invite[] {
    return this.telephones.carrier.ledger.entries.map(({ xHeaders, number, receivedAt, endedAt }) => ({
      attemptId: xHeaders['x-firstring-attempt'] ?? '',
      number,
      receivedAt,
      endedAt,
    }));
  }

  /** Asks every checker; stops the product before it reads its log of lock events. */
  async check(): Promise<Verdict> {
    const [leads, calls] = [await this.#leads(), await this.#calls()];
    const busy = this.agents
      .filter(({ desk }) => desk?.presence !== 'ready')
      .map(({ desk }) => inWords(desk));
    for (const agent of this.agents) await agent[Symbol.asyncDispose]();
    await this.#product.stop();
    const locks = await readLocks(join(this.#dataDir, 'bus.db'));
    const missed = await readMissedCalls(join(this.#dataDir, 'bus.db'));
    const invites = this.invites();
    return {
      counts: {
        acknowledged: this.load.acknowledged.size,
        stored: leads.length,
        invites: invites.length,
        calls: calls.length,
        locks: locks.filter(({ type }) => type === 'acquired').length,
        missedCalls: new Set(missed.map(({ dialbackId }) => dialbackId)).size,
      },
      faults: {
        I1: checkLeads(this.load, leads),
        I2: checkLocks(locks),
        I3: checkInvites(invites),
        I4: checkMissedCalls(this.callers?.calls ?? new Map(), missed),
        I9: checkCallLog(invites, calls),
        I12: [...checkDialled(this.load.acknowledged, invites, calls), ...busy],
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const workers = this.agents.map((agent) => agent[Symbol.asyncDispose]());
    await Promise.all([this.load[Symbol.asyncDispose](), this.callers?.finish(), ...workers]);
    if (this.#product.isRunning) await this.#product.kill();
    await this.#opened.disposeAsync();
  }

  /** The call log. */
  async #calls(): Promise<CallRow[]> {
    const calls: CallRow[] = [];
    for (let token = '', more = true; more; more = token !== '') {
      const page = await this.#supervisor.get<CallPage>(
        `/api/calls?pageSize=${PAGE}&pageToken=${encodeURIComponent(token)}`,
      );
      calls.push(...page.calls);
      token = page.nextPageToken;
    }
    return calls;
  }

  /** Every lead, but for those that were there from the start. */
  async #leads(): Promise<StoredLead[]> {
    const leads: StoredLead[] = [];
    for (let token = '', more = true; more; more = token !== '') {
      const page = await this.#supervisor.get<LeadPage>(
        `/api/leads?pageSize=${PAGE}&pageToken=${encodeURIComponent(token)}`,
      );
      leads.push(...page.leads.map(({ leadId, callerId }) => ({ leadId, number: callerId })));
      token = page.nextPageToken;
    }
    return leads.filter(({ leadId }) => !this.#seeded.has(leadId));
  }
}

export interface Verdict {
  readonly counts: Readonly<Record<string, number>>;
  /** What is wrong, by invariant of FAULTS; all empty is what is wanted. */
  readonly faults: Readonly<Record<'I1' | 'I2' | 'I3' | 'I4' | 'I9' | 'I12', readonly string[]>>;
}

/** Lets the work in hand come to its end, asks every checker, and fails with what is wrong. */
export async function judge(t: TestContext, world: World): Promise<Verdict['counts']> {
  await world.settle(STILL_MS);
  const { counts, faults } = await world.check();
  t.diagnostic(JSON.stringify(counts));
  assert.deepEqual(faults, { I1: [], I2: [], I3: [], I4: [], I9: [], I12: [] });
  return counts;
}

/** Leads ring in once their vendor knows that they are stored. */
function callersOf(
  { random, callsPerSecond }: WorldOptions,
  { telephones, load, product }: Pick<World, 'telephones' | 'load' | 'product'>,
): CallerLoad | undefined {
  if (callsPerSecond === undefined) return undefined;
  return new CallerLoad({
    carrier: telephones.carrier,
    target: product.ready.sip,
    random: random.fork('callers'),
    callsPerSecond,
    numbers: () => [...load.acknowledged.keys()],
  });
}

function hasDialbacks(desk: DeskEvent | undefined): boolean {
  return desk?.waiting.some(({ lane, count }) => lane === 'dialback' && count > 0) === true;
}

function inWords(desk: DeskEvent | undefined): string {
  const { presence = 'away', call, preview } = desk ?? {};
  return `an agent is still ${presence}, call ${call?.phase ?? 'none'}, attempt ${preview?.attemptId ?? 'none'}`;
}

/** Lock events of all guards, from the stopped product's log. */
async function readLocks(file: string): Promise<LockEvent[]> {
  const messages = await readLog(file, CLAIM_EVENTS);
  const events = messages.flatMap(({ payload }) => lockEvent(ClaimEvent.decode(payload)));
  // At least once: the relay may have published an event twice around a crash.
  const seen = new Map(
    events.map((event) => [`${event.guard} ${event.version} ${event.type} ${event.token}`, event]),
  );
  return [...seen.values()];
}

function lockEvent({ processId, phone, version, fencingToken, event }: ClaimEvent): LockEvent[] {
  const guard = `${processId} ${phone}`;
  switch (event?.$case) {
    case 'lockAcquired':
      return [{ guard, version, token: fencingToken, type: 'acquired', agentId: event.value.agentId }];
    case 'lockReleased':
    case 'lockExpired':
      return [{ guard, version, token: fencingToken, type: 'ended', agentId: event.value.agentId }];
    default:
      return [];
  }
}
