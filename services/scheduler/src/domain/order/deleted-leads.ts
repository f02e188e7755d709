/** More than are deleted while an event can come late; ids only, of which nobody can be known. */
const KEPT = 50_000;

/** The leads that were deleted last: an event of one that comes late, or again, must not bring an erased person back. */
export class DeletedLeads {
  readonly #ids = new Set<string>();

  has(leadId: string): boolean {
    return this.#ids.has(leadId);
  }

  /** Forgets the oldest when there are too many. */
  add(leadId: string): void {
    this.#ids.add(leadId);
    if (this.#ids.size <= KEPT) return;
    const [oldest] = this.#ids;
    if (oldest !== undefined) this.#ids.delete(oldest);
  }
}
