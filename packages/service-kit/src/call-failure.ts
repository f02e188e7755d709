import { ERROR_REASONS, isErrorReason } from '@firstring/contracts';
import type { CallFailure } from '@firstring/contracts/common/call_stream';
import { AppError, type Log } from '@firstring/kernel';
import { errorCode, grpcStatus } from './grpc-status.ts';

/** A handler's error as callers may see it. What is no AppError is our bug: logged whole, told as INTERNAL. */
export function callerError(thrown: unknown, { log, rpc }: { log: Log; rpc: string }): AppError {
  const error = AppError.from(thrown);
  if (error.code === 'internal') log.error({ err: thrown, rpc }, 'rpc failed');
  return error;
}

/** What a caller makes of a status and the reason that came with it; without one the status names it. */
export function appErrorOf(failure: CallFailure & { readonly cause?: unknown }): AppError {
  const { status, message, details, cause } = failure;
  const code = errorCode(status);
  const reason = failure.reason || (code === 'internal' ? 'INTERNAL' : code.toUpperCase());
  const retry = isErrorReason(reason) ? ERROR_REASONS[reason].retry : 'never';
  return new AppError({ reason, code, message, retry, details, cause });
}

export function callFailure(error: AppError): CallFailure {
  const { reason, message, details } = error;
  return { status: grpcStatus(error), reason, message, details: { ...details } };
}
