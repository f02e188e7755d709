/** Facts of a log line. No personal data: numbers and names only hashed. An error goes in as `err`. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Where a package reports to. The message is a constant sentence, the data are fields; pino satisfies this.
 * `error`: someone should look. `warn`: we coped, it cost something. `info`: a business event. `debug`: the rest.
 */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

const ignore = (): void => {};

/** Says nothing: for tests, and for callers that have no logger. */
export const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
