/**
 * One request id a command, so that a double click, a retry after a broken answer and a second tab all mean the same
 * command. The id lives until the server has answered; only then may the same button mean something new.
 */
export class CommandIds {
  readonly #makeId: () => string;
  readonly #pending = new Map<string, string>();

  constructor(makeId: () => string) {
    this.#makeId = makeId;
  }

  /** The id to send for this command now: the same one until `answered`. */
  idFor(command: string): string {
    const known = this.#pending.get(command);
    if (known !== undefined) return known;
    const made = this.#makeId();
    this.#pending.set(command, made);
    return made;
  }

  /** The server has said yes or no: it has decided, whatever it said. Not for a broken connection. */
  answered(command: string): void {
    this.#pending.delete(command);
  }
}
