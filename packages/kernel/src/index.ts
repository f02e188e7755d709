export { AppError, type AppErrorOptions, type ErrorCode, type Retry } from './app-error.ts';
export { assert, AssertionError, unreachable } from './assert.ts';
export { BoundedQueue } from './bounded-queue.ts';
export type { Clock, Timer } from './clock.ts';
export { silentLog, type Log } from './log.ts';
export { deferred, type Deferred } from './deferred.ts';
export { armFailpoints, failpoint, type FailpointAction, type FailpointEffects } from './failpoint.ts';
export type { Random } from './random.ts';
export { Secret } from './secret.ts';
