import { reasonError } from '@firstring/contracts';
import type { Clock } from '@firstring/kernel';
import type { CallContext, ServerMiddlewareCall } from 'nice-grpc';

/** Unary calls that a server works on at once, however they came. */
export const UNARY_MAX = 5000;
/** How long it works on one, whatever deadline the caller has set, or none: longer than any caller of ours waits. */
export const UNARY_MS_MAX = 120_000;

/** Places for the unary calls of one server, those that streams carry (ADR 21) included. */
export class UnaryRoom {
  #underWay = 0;

  /** A place, until it is disposed of. Throws UNAVAILABLE where there is none (grpc/43). */
  enter(): Disposable {
    if (this.#underWay >= UNARY_MAX) throw reasonError('UNAVAILABLE');
    this.#underWay += 1;
    return {
      [Symbol.dispose]: () => {
        this.#underWay -= 1;
      },
    };
  }
}

/**
 * Bounds what unary calls can cost a server. Beyond so many at once it is UNAVAILABLE (grpc/43); one that takes too long is aborted and
 * answered DEADLINE_EXCEEDED (grpc/20). Streams have limits of their own.
 */
export function unaryLimits(clock: Clock, room: UnaryRoom) {
  return async function* <Request, Response>(
    call: ServerMiddlewareCall<Request, Response>,
    context: CallContext,
  ): AsyncGenerator<Response, Response | void, undefined> {
    if (call.requestStream || call.responseStream) return yield* call.next(call.request, context);
    using _place = room.enter();
    const late = Promise.withResolvers<never>();
    const ended = new AbortController();
    const timer = clock.setTimer(UNARY_MS_MAX, () => {
      late.reject(reasonError('DEADLINE_EXCEEDED'));
      ended.abort();
    });
    try {
      const signal = AbortSignal.any([context.signal, ended.signal]);
      const answer = await Promise.race([
        call.next(call.request, { ...context, signal }).next(),
        late.promise,
      ]);
      // A unary handler yields nothing: it returns.
      return answer.value;
    } finally {
      timer.cancel();
    }
  };
}
