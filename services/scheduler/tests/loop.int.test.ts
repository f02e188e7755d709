import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeDesk, dial, dispose, openDesk, setPresence, skip } from '../src/app/agent-commands.ts';
import type { AgentSession } from '../src/app/agent-sessions.ts';
import type { DeskStream } from '../src/app/desk-stream.ts';
import { LoopWorld, PROCESS } from './_loop-world.ts';

const SEEDS = 12;
const STEPS = 160;

/** One agent who does what agents do, in no good order. */
class RandomAgent {
  readonly #world: LoopWorld;
  readonly #agentId: string;
  #page: { session: AgentSession; stream: DeskStream } | undefined;
  #requests = 0;

  constructor(world: LoopWorld, agentId: string) {
    this.#world = world;
    this.#agentId = agentId;
  }

  act(): void {
    const { deps, random } = this.#world;
    const choice = random.int(20);
    if (this.#page === undefined || choice === 0) this.open();
    else if (choice === 1) this.close();
    else if (choice < 5) setPresence(deps, { agentId: this.#agentId, ready: choice > 2, reason: 'break' });
    else this.#work(choice);
  }

  open(): void {
    const page = openDesk(this.#world.deps, this.#agentId);
    this.#page = page;
    void this.#read(page);
    setPresence(this.#world.deps, { agentId: this.#agentId, ready: true, reason: '' });
  }

  close(): void {
    if (this.#page !== undefined) closeDesk(this.#world.deps, this.#page.session, this.#page.stream);
    this.#page = undefined;
  }

  #work(choice: number): void {
    const { deps } = this.#world;
    const work = deps.agents.get(this.#agentId)?.state.work;
    if (work === undefined || work.token === 0) return;
    const ref = { agentId: this.#agentId, attemptId: work.attemptId, token: work.token };
    const requestId = `${this.#agentId}-${++this.#requests}`;
    const refusedIsFine = (): void => {};
    if (choice < 12) dial(deps, ref).catch(refusedIsFine);
    else if (choice < 18) {
      const disposition = { requestId, dispositionCode: 'retry', note: '', callbackAt: undefined };
      dispose(deps, ref, { ...disposition, callbackCommon: false }).catch(refusedIsFine);
    } else {
      try {
        skip(deps, { ...ref, requestId });
      } catch {
        // Refused: the budget is spent, or the lead is not in preview any more.
      }
    }
  }

  /** The transport takes what it is given. */
  async #read({ session, stream }: { session: AgentSession; stream: DeskStream }): Promise<void> {
    while ((await stream.next()) === 'desk') stream.taken(session.sequence);
  }
}

function checkNow(world: LoopWorld): void {
  assert.deepEqual(world.broken, []);
  const inHand = new Map<string, string>();
  for (const { agentId, state } of world.deps.agents.all()) {
    if (state.work === undefined) continue;
    const { homeGuard } = state.work;
    assert.equal(
      inHand.get(homeGuard),
      undefined,
      `${homeGuard} is with ${agentId} and ${inHand.get(homeGuard)}`,
    );
    inHand.set(homeGuard, agentId);
  }
}

test('R-2 R-63 R-68 R-70 no number is ever with two agents or dialled twice at once, and at rest no lead and no agent is lost', async () => {
  for (let seed = 0; seed < SEEDS; seed += 1) {
    await using world = new LoopWorld(`loop-${seed}`, 9);
    const agents = ['agent-1', 'agent-2', 'agent-3'].map((agentId) => new RandomAgent(world, agentId));
    for (let step = 0; step < STEPS; step += 1) {
      agents[world.random.int(agents.length)]?.act();
      await world.turn(world.random.int(10) === 0 ? 20_000 : world.random.int(1500));
      world.expireLocks();
      checkNow(world);
    }
    await comeToRest(world, agents);
    for (const { agentId, state } of world.deps.agents.all()) {
      assert.equal(state.work, undefined, `seed ${seed}: ${agentId} is left in ${state.presence}`);
    }
    const { order } = world.deps.orders.process(PROCESS);
    for (const [leadId, card] of world.cards) {
      const standing = order.view.standings(leadId, world.clock.now())?.[0];
      const blocked = standing?.reasons.filter(
        ({ reason }) => reason === 'LOCKED_BY_OTHER' || reason === 'UNAVAILABLE',
      );
      assert.deepEqual(blocked, [], `seed ${seed}: ${leadId} is held by nobody`);
      assert.equal(order.view.lead(leadId)?.version, card.version);
    }
  }
});

/** Neighbours answer again, everybody goes home, and all that was in hand runs out. */
async function comeToRest(world: LoopWorld, agents: readonly RandomAgent[]): Promise<void> {
  world.lossRate = 0;
  for (const agent of agents) agent.close();
  for (let minute = 0; minute < 90; minute += 1) {
    await world.turn(1000);
    world.clock.advance(59_000);
    world.expireLocks();
  }
  await world.turn(2000);
}
