import { AppError } from '@firstring/kernel';
import { leadNameOf } from './lead-name.ts';
import type { Leads } from './ports.ts';

const NAMES_MAX = 2000;

/** Names of a process's leads for as long as a page is open. */
export class LeadNames {
  readonly #leads: Pick<Leads, 'get'>;
  readonly #processId: string;
  readonly #names = new Map<string, string>();

  constructor(leads: Pick<Leads, 'get'>, processId: string) {
    this.#leads = leads;
    this.#processId = processId;
  }

  /** Empty for an empty id, and for a lead that cannot be read now. */
  async of(leadId: string): Promise<string> {
    const known = leadId === '' ? '' : this.#names.get(leadId);
    if (known !== undefined) return known;
    try {
      const name = leadNameOf(await this.#leads.get(this.#processId, leadId));
      if (this.#names.size >= NAMES_MAX) this.#names.clear();
      this.#names.set(leadId, name);
      return name;
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      return '';
    }
  }
}
