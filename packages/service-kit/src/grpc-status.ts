import { AppError, type ErrorCode } from '@firstring/kernel';
import { Status } from 'nice-grpc';

/** The one table between our codes and gRPC's. */
const STATUS_BY_CODE: Readonly<Record<ErrorCode, Status>> = {
  invalid_argument: Status.INVALID_ARGUMENT,
  not_found: Status.NOT_FOUND,
  already_exists: Status.ALREADY_EXISTS,
  permission_denied: Status.PERMISSION_DENIED,
  unauthenticated: Status.UNAUTHENTICATED,
  failed_precondition: Status.FAILED_PRECONDITION,
  aborted: Status.ABORTED,
  resource_exhausted: Status.RESOURCE_EXHAUSTED,
  deadline_exceeded: Status.DEADLINE_EXCEEDED,
  unavailable: Status.UNAVAILABLE,
  unimplemented: Status.UNIMPLEMENTED,
  internal: Status.INTERNAL,
};

const CODE_BY_STATUS: ReadonlyMap<number, ErrorCode> = new Map(
  Object.entries(STATUS_BY_CODE).map(([code, status]) => [status, code as ErrorCode]), // keys of the table above
);

export function grpcStatus(error: AppError): Status {
  return STATUS_BY_CODE[error.code];
}

/** Code of a status that another implementation sent; what we have no word for is internal. */
export function errorCode(status: number): ErrorCode {
  return CODE_BY_STATUS.get(status) ?? 'internal';
}
