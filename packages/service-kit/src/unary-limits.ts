import { reasonError } from '@firstring/contracts';
import type { Clock } from '@firstring/kernel';
import type { CallContext, ServerMiddlewareCall } from 'nice-grpc';

/** Unary calls that a server works on at once. */
export const UNARY_MAX = 5000;
/** How long it works on one, whatever deadline the caller has set, or none: longer than any caller of ours waits. */
export const UNARY_MS_MAX = 120_000;

/**
 * Bounds what unary calls can cost a server. Beyond so many at once it is UNAVAILABLE (grpc/43); one that takes too long is aborted and
 * answered DEADLINE_EXCEEDED (grpc/20). Streams have limits of their own.
 */
export function unaryLimits(clock: Clock) {
  let underWay = 0;
  return async function* <Request, Response>(
    call: ServerMiddlewareCall<Request, Response>,
    context: CallContext,
  ): AsyncGenerator<Response, Response | void, undefined> {
    if (call.requestStream || call.responseStream) return yield* call.next(call.request, context);
    if (underWay >= UNARY_MAX) throw reasonError('UNAVAILABLE');
    underWay += 1;
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
      underWay -= 1;
    }
  };
}
