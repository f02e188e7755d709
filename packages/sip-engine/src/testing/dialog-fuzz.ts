import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RandomApp } from './random-app.ts';
import { RandomPeer } from './random-peer.ts';
import { SimulatedEngine } from './simulated-engine.ts';

/** Long enough for every timer of RFC 3261, the longest ringing, a session and an app's grace time. */
const SETTLE_MS = 1_200_000;

/** One engine, an app and a peer, none of which keeps to any order. */
class World {
  readonly engine = new SimulatedEngine('dialogs');
  readonly app = new RandomApp(this.engine);
  readonly peer = new RandomPeer(this.engine);
  wasPeerGone = false;

  /** What must hold at any time. */
  check(): void {
    this.app.listen();
    this.peer.listen();
    assert.deepEqual(this.engine.faults, []);
    for (const [request, statuses] of this.peer.finals) {
      assert.equal(statuses.size, 1, `${request} was answered ${[...statuses].join(' and ')}`);
    }
    for (const [id, count] of this.app.replies) assert.ok(count <= 1, `command ${id} got ${count} replies`);
    for (const [id, { method, finals }] of this.app.sent) {
      assert.ok(finals <= 1, `${method} ${id} got ${finals} final responses`);
    }
  }

  /** What must hold when nobody does anything any more: first with the app, then without. */
  async settle(): Promise<void> {
    await rest(this);
    if (this.engine.isAppOpen) {
      for (const [id, count] of this.app.replies) assert.equal(count, 1, `command ${id} got no reply`);
      for (const [id, { method, finals }] of this.app.sent) {
        assert.equal(finals, 1, `${method} ${id} got no final response`);
      }
      this.engine.dropApp();
      await rest(this);
    }
    if (!this.wasPeerGone) {
      assert.deepEqual([...this.peer.owedAcks], [], 'a 2xx to an INVITE is acknowledged in the end');
    }
    const remains = Object.entries(this.engine.remains()).filter(([, count]) => count !== 0);
    assert.deepEqual(remains, [], 'nothing remains');
  }
}

/** Time passes until nothing is on its way; what cannot be sent is told between the ticks. */
async function rest(world: World): Promise<void> {
  for (let passedMs = 0; passedMs < SETTLE_MS; passedMs += 10_000) {
    world.engine.clock.advance(10_000);
    await Promise.resolve();
  }
  world.check();
}

type Step = fc.AsyncCommand<World, World>;

/** A command that needs something to act on, and picks one of what there is. */
function step<T>(
  name: string,
  candidates: (world: World) => readonly T[],
  run: (world: World, chosen: T) => unknown,
): fc.Arbitrary<Step> {
  return fc.nat({ max: 1_000 }).map((pick) => ({
    check: (world) => candidates(world).length > 0,
    run: async (world) => {
      const all = candidates(world);
      const chosen = all[pick % all.length];
      // Undefined is a choice as well, of those who offer it.
      run(world, chosen as T);
      // What cannot be sent is told in a microtask.
      await Promise.resolve();
      world.check();
    },
    toString: () => `${name}(${pick})`,
  }));
}

const ofApp = <T>(candidates: (world: World) => readonly T[]) => {
  return (world: World): readonly T[] => (world.engine.isAppOpen ? candidates(world) : []);
};

function appSteps(): fc.Arbitrary<Step>[] {
  const opening = ['INVITE', 'INVITE', 'INVITE', 'SUBSCRIBE', 'OPTIONS'] as const;
  const within = ['ACK', 'ACK', 'ACK', 'BYE', 'INVITE', 'UPDATE', 'INFO', 'NOTIFY', 'REFER'];
  const statuses = [180, 183, 200, 200, 200, 404, 491];
  const pairs = <A, B>(left: readonly A[], right: readonly B[]): [A, B][] =>
    left.flatMap((a) => right.map((b): [A, B] => [a, b]));
  return [
    step(
      'app opens',
      ofApp(() => opening),
      ({ app }, method) => app.open(method),
    ),
    step(
      'app in dialog',
      ofApp(({ app }) => pairs(app.dialogs.slice(-3), within)),
      ({ app }, [dialogId, method]) => app.within(dialogId, method),
    ),
    step(
      'app answers',
      ofApp(({ app }) => pairs(app.asked.slice(-4), statuses)),
      ({ app }, [asked, status]) => app.answer(asked, status),
    ),
    step(
      'app cancels',
      ofApp(({ app }) => [...app.sent.keys()]),
      ({ app }, id) => app.cancel(id),
    ),
    step(
      'app PRACKs',
      ofApp(({ app }) => app.unacknowledged),
      ({ app }, which) => app.prack(which),
    ),
  ];
}

function peerSteps(): fc.Arbitrary<Step>[] {
  const timers = [undefined, 'uac', 'uas'] as const;
  const calls = (['INVITE', 'INVITE', 'SUBSCRIBE', 'OPTIONS'] as const).flatMap((method) =>
    timers.map((timer) => ({ method, timer })),
  );
  const answers = [100, 180, 183, 200, 200, 200, 404, 422, 481, 487, 491, 500].flatMap((status) =>
    ['t1', 't2'].flatMap((toTag) => timers.map((timer) => ({ status, toTag, timer }))),
  );
  const within = ['ACK', 'ACK', 'ACK', 'BYE', 'INVITE', 'UPDATE', 'INFO', 'PRACK', 'NOTIFY', 'OPTIONS'];
  return [
    step(
      'peer calls',
      () => calls,
      ({ peer }, { method, timer }) => peer.call(method, timer),
    ),
    step(
      'peer answers',
      ({ peer }) => peer.open.slice(-4).flatMap((request) => answers.map((how) => ({ request, how }))),
      ({ peer }, { request, how }) => peer.answer(request, how.status, how),
    ),
    step(
      'peer in dialog',
      ({ peer }) => peer.dialogs.slice(-3).flatMap((dialog) => within.map((method) => ({ dialog, method }))),
      ({ peer }, { dialog, method }) => peer.within(dialog, method),
    ),
    step(
      'peer cancels',
      ({ peer }) => peer.invites,
      ({ peer }, invite) => peer.cancel(invite),
    ),
    step(
      'peer repeats',
      ({ peer }) => peer.repeatable().slice(-10),
      ({ peer }, message) => peer.repeat(message),
    ),
  ];
}

/** Waits: within a round trip, a retransmission, a transaction, a refresh, a session. */
const WAITS_MS = [10, 600, 5_000, 33_000, 50_000, 100_000];

function timeSteps(): fc.Arbitrary<Step>[] {
  return [
    step(
      'time passes',
      () => WAITS_MS,
      ({ engine }, byMs) => engine.clock.advance(byMs),
    ),
    step(
      'app goes',
      // Seldom: nothing much happens afterwards.
      ({ engine, app }) => (engine.isAppOpen && app.replies.size > 10 ? [true] : []),
      ({ engine }) => engine.dropApp(),
    ),
  ];
}

/**
 * Random interleavings of what an app, a peer, the network and time can do to one engine. Throws with the shortest sequence that breaks a
 * promise: no faults, one final response a request, one reply a command, and nothing left at the end.
 */
export async function fuzzDialogs(options: { runs: number; stepsMax: number; seed?: number }): Promise<void> {
  const steps = [...appSteps(), ...peerSteps(), ...timeSteps()];
  const sequences = fc.commands(steps, { maxCommands: options.stepsMax, size: 'max' });
  const property = fc.asyncProperty(sequences, async (sequence) => {
    const world = new World();
    await fc.asyncModelRun(() => ({ model: world, real: world }), sequence);
    await world.settle();
  });
  const seed = options.seed === undefined ? {} : { seed: options.seed };
  await fc.assert(property, { numRuns: options.runs, ...seed });
}
