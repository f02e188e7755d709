/**
 * Where a package reports what happened. pino's loggers fit it; the message is a constant sentence, everything that
 * varies goes into the fields. Never a phone number, a digest secret or a DTMF digit.
 */
export interface Log {
  /** For the developer: details of one step. */
  debug(fields: object, message: string): void;
  /** A business event. */
  info(fields: object, message: string): void;
  /** Coped, but it cost something. */
  warn(fields: object, message: string): void;
  /** Someone should look. */
  error(fields: object, message: string): void;
}

/** Drops everything; for tests and for callers that measure instead of read. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
