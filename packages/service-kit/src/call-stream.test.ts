import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonError } from '@firstring/contracts';
import type { CarriedAnswer, CarryRequest, CarryResponse } from '@firstring/contracts/common/call_stream';
import { SimulatedClock } from '@firstring/kernel/testing';
import fc from 'fast-check';
import { UNDER_WAY_MAX } from './call-stream-limits.ts';
import { CallStream } from './call-stream.ts';
import { TurnBatches } from './turn-batches.ts';

const DEADLINE_MS = 1000;

/** The other end of streams, as the test wants it. */
class Peer {
  readonly clock = new SimulatedClock(0);
  readonly messages: CarryRequest[] = [];
  streams = 0;
  #answers = new TurnBatches<CarriedAnswer[]>();
  #broken: Error | undefined;
  #heard = Promise.withResolvers<void>();
  readonly calls = new CallStream({ clock: this.clock, open: (requests) => this.#open(requests) });

  readonly #comesUp: (stream: number) => boolean;

  constructor(comesUp: (stream: number) => boolean = () => true) {
    this.#comesUp = comesUp;
  }

  get asked(): string[] {
    return this.messages.flatMap(({ calls }) => calls.map(({ request }) => request.toString()));
  }

  ask(text: string, signal?: AbortSignal): Promise<string> {
    const answer = this.calls.call('/s/Method', Buffer.from(text), { deadlineMs: DEADLINE_MS, signal });
    return answer.then((bytes) => Buffer.from(bytes).toString());
  }

  /** Resolves when the next message is here. */
  async heard(): Promise<CarryRequest> {
    await this.#heard.promise;
    return this.messages.at(-1) ?? { calls: [], cancelled: [] };
  }

  answer(id: number, text: string): void {
    this.#answers.add([{ id, result: { $case: 'response', value: Buffer.from(text) } }]);
  }

  /** Everything asked in the newest message, with its own text. */
  echo(): void {
    for (const { id, request } of this.messages.at(-1)?.calls ?? []) this.answer(id, request.toString());
  }

  break(): void {
    this.#broken = reasonError('UNAVAILABLE');
    this.#answers.end();
  }

  async *#open(requests: AsyncIterable<CarryRequest>): AsyncGenerator<CarryResponse> {
    this.streams += 1;
    if (!this.#comesUp(this.streams)) throw reasonError('UNAVAILABLE', { message: 'nobody listens' });
    this.#answers = new TurnBatches();
    this.#broken = undefined;
    void this.#read(requests);
    yield { answers: [] };
    for await (const batch of this.#answers) yield { answers: batch.flat() };
    if (this.#broken !== undefined) throw this.#broken;
  }

  async #read(requests: AsyncIterable<CarryRequest>): Promise<void> {
    for await (const message of requests) {
      this.messages.push(message);
      this.#heard.resolve();
      this.#heard = Promise.withResolvers();
    }
  }
}

test('what is asked in one turn goes in one message, and is answered in any order', async () => {
  const peer = new Peer();
  const asked = Promise.all(['a', 'b', 'c'].map((text) => peer.ask(text)));
  const { calls } = await peer.heard();
  assert.deepEqual(peer.asked, ['a', 'b', 'c']);
  for (const { id, request } of calls.toReversed()) peer.answer(id, `${request.toString()}!`);
  assert.deepEqual(await asked, ['a!', 'b!', 'c!']);
  assert.equal(peer.messages.length, 1);
  assert.equal(peer.streams, 1);
});

test('a stream that breaks: the same bytes are asked again over the next one, once', async () => {
  const peer = new Peer();
  const lucky = peer.ask('lucky');
  await peer.heard();
  peer.break();
  await peer.heard();
  peer.echo();
  assert.equal(await lucky, 'lucky');
  assert.deepEqual(peer.asked, ['lucky', 'lucky']);

  const unlucky = assert.rejects(peer.ask('unlucky'), { reason: 'UNAVAILABLE' });
  await peer.heard();
  peer.break();
  await peer.heard();
  peer.break();
  await unlucky;
  assert.deepEqual(peer.asked, ['lucky', 'lucky', 'unlucky', 'unlucky']);
});

test('where nobody listens calls fail at once, and the next call tries anew', async () => {
  const peer = new Peer((stream) => stream > 1);
  await assert.rejects(peer.ask('a'), { reason: 'UNAVAILABLE', message: 'nobody listens' });
  const second = peer.ask('b');
  await peer.heard();
  peer.echo();
  assert.equal(await second, 'b');
});

test('a call that waits too long fails, the other side is told, and a late answer is nobody’s', async () => {
  const peer = new Peer();
  const late = peer.ask('late');
  const failed = assert.rejects(late, { reason: 'DEADLINE_EXCEEDED' });
  const { calls } = await peer.heard();
  peer.clock.advance(DEADLINE_MS);
  await failed;
  const { cancelled } = await peer.heard();
  assert.deepEqual(cancelled, [calls[0]?.id]);
  peer.echo();
  const next = peer.ask('next');
  await peer.heard();
  peer.echo();
  assert.equal(await next, 'next');
});

test('a call that is aborted fails with the signal’s reason', async () => {
  const peer = new Peer();
  const gone = new AbortController();
  const asked = peer.ask('a', gone.signal);
  await peer.heard();
  gone.abort(new Error('the agent left'));
  await assert.rejects(asked, { message: 'the agent left' });
});

test('no more calls than agreed are under way; the others follow as answers come, and beyond 8,192 none is taken', async () => {
  const peer = new Peer();
  const asked = Array.from({ length: 8192 }, (_, at) => peer.ask(`${at}`));
  assert.throws(() => peer.ask('one more'), { reason: 'CALLS_WAITING' });
  await peer.heard();
  assert.equal(peer.asked.length, UNDER_WAY_MAX);
  for (let heard = UNDER_WAY_MAX; heard < asked.length; heard = peer.asked.length) {
    const more = peer.heard();
    peer.echo();
    await more;
  }
  peer.echo();
  assert.deepEqual(
    await Promise.all(asked),
    asked.map((_, at) => `${at}`),
  );
});

test('closing fails what has no answer', async () => {
  const peer = new Peer();
  const asked = assert.rejects(peer.ask('a'), { reason: 'UNAVAILABLE' });
  await peer.heard();
  const closed = peer.calls[Symbol.asyncDispose]();
  peer.break();
  await Promise.all([asked, closed]);
  assert.throws(() => peer.ask('b'), { reason: 'UNAVAILABLE' });
});

test('whatever breaks and whatever is answered, each call ends once, with its own answer or a failure', async () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant('ask' as const) },
    { weight: 3, arbitrary: fc.constant('echo' as const) },
    { weight: 1, arbitrary: fc.constant('break' as const) },
    { weight: 1, arbitrary: fc.constant('wait' as const) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const peer = new Peer();
      const ends: Promise<string>[] = [];
      let answered = 0;
      for (const what of steps) {
        if (what === 'ask') {
          const text = `${ends.length}`;
          ends.push(
            peer.ask(text).then(
              (answer) => (answer === text ? 'own' : `${text} got ${answer}`),
              (error: { reason: string }) => error.reason,
            ),
          );
        } else if (what === 'break') peer.break();
        else if (what === 'wait') await new Promise((resolve) => setImmediate(resolve));
        else {
          for (const message of peer.messages.slice(answered)) {
            for (const { id, request } of message.calls) peer.answer(id, request.toString());
          }
          answered = peer.messages.length;
        }
      }
      peer.clock.advance(DEADLINE_MS);
      for (const end of await Promise.all(ends)) {
        assert.ok(['own', 'UNAVAILABLE', 'DEADLINE_EXCEEDED'].includes(end), end);
      }
    }),
    { numRuns: 100 },
  );
});
