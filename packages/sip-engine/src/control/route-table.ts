/**
 * Which app gets the next request of a verb: round robin over registrations (docs/control-protocol.md section 5), so an app that
 * registered a verb twice gets two turns. `A` is whatever identifies an app's connection.
 */
export class RouteTable<A> {
  readonly #registrations = new Map<string, A[]>();

  add(verb: string, app: A): void {
    const list = this.#registrations.get(verb);
    if (list === undefined) this.#registrations.set(verb, [app]);
    else list.push(app);
  }

  /** Removes this verb of this app only; false when it was not registered. */
  remove(verb: string, app: A): boolean {
    const list = this.#registrations.get(verb);
    if (list === undefined || !list.includes(app)) return false;
    this.#registrations.set(
      verb,
      list.filter((entry) => entry !== app),
    );
    return true;
  }

  removeApp(app: A): void {
    for (const verb of this.#registrations.keys()) this.remove(verb, app);
  }

  /** The app whose turn it is, of those that `fits` lets through; undefined when none of them registered the verb. */
  next(verb: string, fits: (app: A) => boolean = () => true): A | undefined {
    const list = this.#registrations.get(verb);
    const at = list?.findIndex(fits) ?? -1;
    if (list === undefined || at === -1) return undefined;
    const [app] = list.splice(at, 1);
    if (app !== undefined) list.push(app);
    return app;
  }
}
