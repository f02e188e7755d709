import { AppError } from '@firstring/kernel';
import mongoose from 'mongoose';
import { requestInvalid, storeUnavailable } from '../errors.ts';

const { MongoServerError, MongoNetworkError } = mongoose.mongo;

/** The URL asks for writes or reads that a fail-over may take back. */
export function writeConcernWeak(setting: string): AppError {
  return refused(
    'STORE_WRITE_CONCERN_WEAK',
    `MONGODB_URL asks for ${setting}: only majority with journal will do`,
  );
}

/** The server lets two writers win one compare-and-set. */
export function notAtomic(winners: number): AppError {
  return refused(
    'STORE_NOT_ATOMIC',
    `${winners} writers won one compare-and-set: this is no MongoDB that can be used`,
  );
}

/** The migration has not made what this code needs, or has made it for other code. */
export function notMigrated(what: string): AppError {
  return refused('STORE_NOT_MIGRATED', `${what}: run the migration of this version`);
}

export function accessDenied(host: string, cause: unknown): AppError {
  return refused(
    'STORE_ACCESS_DENIED',
    `MongoDB at ${host} refuses the user or password of MONGODB_URL`,
    cause,
  );
}

export function storeBusy(cause?: unknown): AppError {
  return new AppError({
    reason: 'STORE_BUSY',
    code: 'resource_exhausted',
    message: 'too much work is waiting for the store',
    retry: 'later',
    cause,
  });
}

function refused(reason: string, message: string, cause?: unknown): AppError {
  return new AppError({ reason, code: 'failed_precondition', message, cause });
}

/** A document with another of its unique keys, or its id, is there. */
export function isDuplicateKey(thrown: unknown): boolean {
  return thrown instanceof MongoServerError && thrown.code === DUPLICATE_KEY;
}

export const DUPLICATE_KEY = 11_000;
/** AuthenticationFailed, Unauthorized, and the hosted service's word for the first. */
const DENIED = new Set([18, 13, 8000]);
/** NotWritablePrimary, NotPrimaryNoSecondaryOk, PrimarySteppedDown, WriteConflict: the command has done nothing. */
const NOTHING_DONE = new Set([10_107, 13_435, 189, 112]);
/** The document with its waiting events would be larger than MongoDB takes. */
const TOO_LARGE = new Set([10_334, 17_419, 17_420, 17_280]);

export function isDenied(thrown: unknown): boolean {
  return thrown instanceof MongoServerError && DENIED.has(Number(thrown.code));
}

export function isTooLarge(thrown: unknown): boolean {
  return thrown instanceof MongoServerError && TOO_LARGE.has(Number(thrown.code));
}

/** Whether the same command may be sent again without doing anything twice. */
export function mayRepeat(thrown: unknown, access: 'read' | 'write'): boolean {
  if (thrown instanceof MongoServerError && NOTHING_DONE.has(Number(thrown.code))) return true;
  return access === 'read' && thrown instanceof MongoNetworkError;
}

/** What a caller of the port is told. */
export function toStoreFailure(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  // A class that the driver keeps to itself.
  if (thrown instanceof Error && thrown.name === 'MongoWaitQueueTimeoutError') return storeBusy(thrown);
  if (thrown instanceof mongoose.Error.StrictModeError || thrown instanceof mongoose.Error.CastError)
    return requestInvalid(thrown.message);
  return storeUnavailable('MongoDB does not answer, or cannot confirm a write', thrown);
}
