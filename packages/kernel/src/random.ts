/** The only source of chance. `fork` gives a named, independent stream so that one more draw here shifts nothing there. */
export interface Random {
  /** Uniform in [0, 1). */
  float(): number;
  /** Uniform integer in [0, maxExclusive). */
  int(maxExclusive: number): number;
  bytes(length: number): Uint8Array;
  /** RFC 9562 version 7 UUID: time ordered, so that keys stay local in an index. */
  uuid(): string;
  fork(name: string): Random;
}
