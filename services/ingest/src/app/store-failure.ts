import { AppError } from '@firstring/kernel';

/** The lead store is away, full or busy: the vendor is asked to come again (F16), whatever exactly it was. Always throws. */
export function laterIfTemporary(error: unknown): never {
  throw isTemporary(error) ? later(error) : error;
}

function isTemporary(error: unknown): error is AppError {
  if (!(error instanceof AppError)) return false;
  switch (error.code) {
    case 'unavailable':
    case 'deadline_exceeded':
    case 'resource_exhausted':
    case 'aborted':
      return true;
    default:
      return false;
  }
}

function later(error: AppError): AppError {
  const reason = error.code === 'deadline_exceeded' ? 'UNAVAILABLE' : error.reason;
  const message = 'the lead could not be stored now; send it again';
  return new AppError({ reason, code: 'unavailable', retry: 'later', message, cause: error });
}
