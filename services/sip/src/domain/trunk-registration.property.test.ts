import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  newRegistration,
  stepRegistration,
  type RegistrationAction,
  type RegistrationInput,
  type TrunkRegistration,
} from './trunk-registration.ts';

const tick: RegistrationInput = { type: 'tick' };
const ok: RegistrationInput = { type: 'answered', status: 200, grantedS: 100 };
const silent: RegistrationInput = { type: 'silent' };

/** Plays a registration at a carrier of so many targets. */
class Play {
  state: TrunkRegistration = newRegistration(600);
  nowAt = 0;
  readonly #targets: number;

  constructor(targets = 1) {
    this.#targets = targets;
  }

  take(input: RegistrationInput, afterMs = 0): RegistrationAction {
    this.nowAt += afterMs;
    const context = { nowAt: this.nowAt, targets: this.#targets, jitter: 0 };
    const { state, action } = stepRegistration(this.state, input, context);
    this.state = state;
    return action;
  }
}

const first = { type: 'register', target: 0, expiresS: 600, answering: false };

test('a challenge is answered once, and again only when just the nonce was old; then it is registered and refreshed in time', () => {
  const play = new Play();
  assert.deepEqual(play.take(tick), first);
  assert.equal(play.take(tick), undefined);
  const challenged: RegistrationInput = { type: 'answered', status: 401, challenge: 'answerable' };
  assert.deepEqual(play.take(challenged), { ...first, answering: true });
  assert.deepEqual(play.take({ ...challenged, challenge: 'stale' }), { ...first, answering: true });
  assert.equal(play.take(ok), undefined);
  assert.equal(play.state.status, 'registered');
  assert.equal(play.take(tick, 74_999), undefined);
  assert.deepEqual(play.take(tick, 1), first);
});

test('a refused password, and a challenge of another realm, wait a minute at least and say why', () => {
  for (const challenge of ['answerable', 'foreign'] as const) {
    const play = new Play();
    play.take(tick);
    if (challenge === 'answerable') play.take({ type: 'answered', status: 401, challenge });
    assert.equal(play.take({ type: 'answered', status: 401, challenge }), undefined);
    assert.equal(play.state.status, 'failed');
    assert.match(play.state.reason, challenge === 'foreign' ? /realm/ : /password/);
    assert.equal(play.take(tick, 59_999), undefined);
    assert.deepEqual(play.take(tick, 1), first);
  }
});

test('423 is asked again with what the carrier wants, and that is kept', () => {
  const play = new Play();
  play.take(tick);
  const short: RegistrationInput = { type: 'answered', status: 423, minExpiresS: 1800 };
  assert.deepEqual(play.take(short), { ...first, expiresS: 1800 });
  assert.equal(play.take(short), undefined);
  assert.equal(play.state.status, 'failed');
});

test('a target that is silent or fails is followed by the next; when all have, a pause that doubles', () => {
  const play = new Play(2);
  play.take(tick);
  assert.deepEqual(play.take(silent), { ...first, target: 1 });
  assert.equal(play.take({ type: 'answered', status: 503 }), undefined);
  assert.equal(play.state.nextAt, 2500);
  assert.deepEqual(play.take(tick, 2500), first);
  play.take(silent);
  play.take(silent);
  assert.equal(play.state.nextAt - play.nowAt, 5000);
  play.take(tick, 5000);
  play.take(ok);
  assert.equal(play.state.failuresInRow, 0);
});

test('while a binding lasts, a failed refresh says why and stays registered; when it has run out, it is failed', () => {
  const play = new Play();
  play.take(tick);
  play.take(ok);
  play.take(tick, 75_000);
  play.take(silent);
  assert.deepEqual([play.state.status, play.state.reason], ['registered', 'no answer']);
  play.take(tick, 2500);
  play.take(silent);
  play.take(tick, 25_000);
  assert.equal(play.state.status, 'failed');
});

test('Retry-After is obeyed, and a refusal that only a person can mend waits a minute', () => {
  const play = new Play();
  play.take(tick);
  play.take({ type: 'answered', status: 503, retryAfterS: 120 });
  assert.equal(play.state.nextAt, 120_000);
  play.take(tick, 120_000);
  play.take({ type: 'answered', status: 403 });
  assert.equal(play.state.nextAt - play.nowAt, 60_000);
});

const anyAnswer: fc.Arbitrary<RegistrationInput> = fc.oneof(
  fc.constant(silent),
  fc.record({
    type: fc.constant('answered' as const),
    status: fc.constantFrom(200, 302, 401, 403, 407, 408, 423, 500, 503, 603),
    grantedS: fc.option(fc.nat(4_294_967_295), { nil: undefined }),
    minExpiresS: fc.option(fc.nat(4_294_967_295), { nil: undefined }),
    retryAfterS: fc.option(fc.nat(4_294_967_295), { nil: undefined }),
    challenge: fc.constantFrom('answerable' as const, 'stale' as const, 'foreign' as const),
  }),
);

test('whatever the carrier says: one REGISTER at a time, never an endless exchange, a pause of five minutes at most, and 200 registers', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.array(anyAnswer, { maxLength: 80 }),
      (targets, answers) => {
        const play = new Play(targets);
        let exchange = 0;
        let out = play.take(tick);
        for (const answer of answers) {
          assert.ok(out !== undefined && play.state.asking);
          assert.equal(play.take(tick), undefined, 'one at a time');
          assert.ok(out.target < targets && out.expiresS <= 86_400);
          out = play.take(answer);
          exchange += 1;
          if (out !== undefined) {
            // 423 can only raise the lifetime, a challenge is answered twice at most, each target has one turn.
            if (answer.type === 'answered' && answer.status !== 423) assert.ok(exchange <= 20 * targets);
            continue;
          }
          exchange = 0;
          const pauseMs = play.state.nextAt - play.nowAt;
          const registered = answer.type === 'answered' && answer.status === 200;
          assert.equal(registered && play.state.status !== 'registered', false);
          assert.ok(pauseMs > 0 && (registered || pauseMs <= 300_000));
          assert.ok(
            play.state.expiresAt === undefined || !registered || play.state.nextAt < play.state.expiresAt,
          );
          out = play.take(tick, pauseMs);
        }
      },
    ),
    { numRuns: 200 },
  );
});
