import assert from 'node:assert/strict';
import { SchedulingServiceDefinition } from '@firstring/contracts/scheduling/scheduling_service';
import { START_AT } from './_machine.ts';
import { PROBE_AGENT, PROCESS } from './_office.ts';
import type { GuardDoc } from './_guard-book.ts';
import { AGENTS, SERVICES, SimWorld } from './_world.ts';

/** Less than a message takes: what a scene waits for is seen before anybody else has heard of it. */
const LOOK_MS = 1;

export interface SceneOptions {
  readonly window?: readonly [number, number];
  /** The wall clocks of everybody at the start. */
  readonly startAt?: number;
}

/** A world without a nemesis: the test says what breaks when. */
export class Scene {
  readonly world: SimWorld;
  #leads = 0;

  private constructor(world: SimWorld) {
    this.world = world;
  }

  static async open(seed: string, { startAt = START_AT, ...options }: SceneOptions = {}): Promise<Scene> {
    const world = new SimWorld({ seed, ...options });
    for (const machine of world.machines.values()) machine.setSkew(startAt - START_AT);
    await world.start();
    return new Scene(world);
  }

  /** A vendor sends one; its number. */
  submit(phone = `+1202555${2000 + (this.#leads += 1)}`): string {
    this.world.office.submit(0, phone);
    return phone;
  }

  async until(what: string, look: () => boolean, limitMs = 30_000): Promise<void> {
    const { timeline } = this.world;
    const untilMs = timeline.nowMs + limitMs;
    while (!look()) {
      assert.ok(timeline.nowMs < untilMs, `not within ${limitMs} ms: ${what}`);
      await timeline.run(LOOK_MS);
    }
  }

  async pass(ms: number): Promise<void> {
    await this.world.timeline.run(ms);
  }

  guard(phone: string): GuardDoc | undefined {
    return this.world.invariants.guards.all.get(`${PROCESS}|${phone}`);
  }

  timesPresented(phone: string): number {
    const leadId = this.world.office.acknowledged.get(`0|${phone}`);
    return leadId === undefined ? 0 : (this.world.invariants.presented.get(leadId)?.length ?? 0);
  }

  invites(phone: string): number {
    return this.world.ledger.calls.filter((call) => call.phone === phone).length;
  }

  cutBothWays(a: string, b: string): void {
    this.world.network.cut(a, b);
    this.world.network.cut(b, a);
  }

  /** As the page of an agent asks, from the agent's machine. */
  desk(agentId: string) {
    const machine = this.world.machine(agentId);
    assert.ok(machine.run);
    return this.world.rpcWorld
      .rpc(machine.run)
      .createClients()
      .client(SchedulingServiceDefinition, 'scheduler');
  }

  /** Whatever was broken in between. */
  holds(): void {
    assert.deepEqual(this.world.invariants.broke, []);
  }
}

/** Every machine. */
export const MACHINES: readonly string[] = [...SERVICES, ...AGENTS, PROBE_AGENT];
