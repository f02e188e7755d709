/** Where a server for tests may come from; asked in the order a list of providers has. */
export type Source = 'environment' | 'testcontainers' | 'process';

/** A server, or why there is none from here. */
export type Offer<Server> =
  | { readonly type: 'here'; readonly server: Server }
  | { readonly type: 'none'; readonly why: string };

export interface Provider<Server> {
  readonly source: Source;
  offer(): Promise<Offer<Server>>;
}

export interface Asking {
  /** `Kafka` */
  readonly what: string;
  /** TESTKIT of the environment: nothing else is started then, so that nobody takes the next source for the one that was meant. */
  readonly only: string | undefined;
  /** Is told one line: what runs, and why what was asked before does not; absent: standard error. */
  readonly say?: (line: string) => void;
}

export interface Found<Server> {
  readonly source: Source;
  readonly server: Server;
}

/** None of the sources has the server; the message says why, of each. */
export class NoServerError extends Error {}

/** The first server there is. Throws NoServerError when there is none; a source that fails where it should not throws at once. */
export async function firstOf<Server>(
  providers: readonly Provider<Server>[],
  { what, only = '', say = tell }: Asking,
): Promise<Found<Server>> {
  const without: string[] = [];
  for (const { source, offer } of providers) {
    const isMeant = only === '' || source === only || source === 'environment';
    const offered: Offer<Server> = isMeant ? await offer() : { type: 'none', why: `TESTKIT=${only}` };
    if (offered.type === 'here') {
      say(`${what} for tests: ${[source, ...without].join('; ')}`);
      return { source, server: offered.server };
    }
    without.push(`not ${source}: ${offered.why}`);
  }
  throw new NoServerError(`no ${what} for tests: ${without.join('; ')}`);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** What the environment names under a variable. */
export function named<Server>(
  environment: NodeJS.ProcessEnv,
  variable: string,
  serverOf: (value: string) => Server,
): Provider<Server> {
  return {
    source: 'environment',
    async offer() {
      const value = environment[variable] ?? '';
      if (value === '') return { type: 'none', why: `${variable} is not set` };
      return { type: 'here', server: serverOf(value) };
    },
  };
}
