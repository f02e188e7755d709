import { ERROR_REASONS, isErrorReason } from '@firstring/contracts';
import { AppError, type ErrorCode } from '@firstring/kernel';

/** What a failure of the way there looks like. */
export function refused(code: ErrorCode, message: string): AppError {
  const reason = code.toUpperCase();
  return new AppError({
    reason,
    code,
    message,
    retry: isErrorReason(reason) ? ERROR_REASONS[reason].retry : 'never',
  });
}

export function asSeenByCaller(thrown: unknown): AppError {
  const { reason, code, message, details } = AppError.from(thrown);
  const retry = isErrorReason(reason) ? ERROR_REASONS[reason].retry : 'never';
  return new AppError({ reason, code, message, retry, details });
}
